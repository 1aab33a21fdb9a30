package io.mqttremoting.cli.broker;

import io.mqttremoting.cli.terminal.ExitCode;
import io.mqttremoting.cli.terminal.Failure;
import io.mqttremoting.cli.terminal.Surroundings;
import io.mqttremoting.cli.terminal.Terminal;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/** Settings of a broker in a file of Java properties, each named like its long option. */
final class Profile {
  private static final Set<String> KEYS =
      Set.of(
          "uri",
          "namespace",
          "user",
          "password",
          "password-file",
          "client-id",
          "mqtt",
          "ca-file",
          "cert-file",
          "key-file",
          "any-host-name");

  private final Properties values;

  private Profile(Properties values) {
    this.values = values;
  }

  /**
   * The profile with this name or path; without one, {@code default} if it exists.
   *
   * @throws Failure if it cannot be read, or has keys that are not known
   */
  static Profile load(Optional<String> named, Terminal terminal) {
    Path file = file(named.orElse("default"), terminal.surroundings());
    if (named.isEmpty() && !Files.exists(file)) {
      return new Profile(new Properties());
    }
    if (Files.notExists(file)) {
      throw new Failure(ExitCode.FILE, "there is no profile " + file);
    }
    Properties values = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      values.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new Failure(ExitCode.FILE, "the profile " + file + " cannot be read", e);
    }
    Set<String> unknown = new TreeSet<>(values.stringPropertyNames());
    unknown.removeAll(KEYS);
    if (!unknown.isEmpty()) {
      throw new Failure(
          ExitCode.FILE,
          "the profile "
              + file
              + " has unknown keys "
              + unknown
              + "; it can have "
              + new TreeSet<>(KEYS));
    }
    if (values.containsKey("password") && isReadByOthers(file)) {
      terminal.tell(
          "the profile " + file + " has a password and others can read it; use chmod 600 " + file);
    }
    return new Profile(values);
  }

  private static Path file(String name, Surroundings surroundings) {
    if (name.indexOf('/') >= 0 || name.endsWith(".properties")) {
      return Path.of(name);
    }
    return surroundings
        .variable("XDG_CONFIG_HOME")
        .map(Path::of)
        .orElse(surroundings.home().resolve(".config"))
        .resolve("mqtt-remoting")
        .resolve(name + ".properties");
  }

  private static boolean isReadByOthers(Path file) {
    try {
      Set<PosixFilePermission> allowed = Files.getPosixFilePermissions(file);
      return allowed.contains(PosixFilePermission.GROUP_READ)
          || allowed.contains(PosixFilePermission.OTHERS_READ);
    } catch (IOException | UnsupportedOperationException e) {
      return false; // a file system without such permissions
    }
  }

  /** A value; empty if there is none. */
  Optional<String> get(String key) {
    return Optional.ofNullable(values.getProperty(key)).filter(value -> !value.isBlank());
  }
}
