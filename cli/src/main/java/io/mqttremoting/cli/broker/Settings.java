package io.mqttremoting.cli.broker;

import io.mqttremoting.MqttRemoting;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.cli.terminal.ExitCode;
import io.mqttremoting.cli.terminal.Failure;
import io.mqttremoting.cli.terminal.Terminal;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How to connect: the options, else the environment, else the profile, else the defaults. A
 * password has no option of its own, because others see the options of a process.
 */
public final class Settings {
  private static final String VARIABLES = "MQTT_REMOTING_";

  private final BrokerOptions options;
  private final Terminal terminal;
  private final Profile profile;
  private Optional<String> asked = Optional.empty(); // guarded by this

  private Settings(BrokerOptions options, Terminal terminal, Profile profile) {
    this.options = options;
    this.terminal = terminal;
    this.profile = profile;
  }

  /**
   * Reads the profile, if there is one.
   *
   * @throws Failure if it cannot be read
   */
  public static Settings of(BrokerOptions options, Terminal terminal) {
    Optional<String> named =
        options.profile.or(() -> terminal.surroundings().variable(VARIABLES + "PROFILE"));
    return new Settings(options, terminal, Profile.load(named, terminal));
  }

  /** Where the user is told how far things are. */
  Terminal terminal() {
    return terminal;
  }

  private Optional<String> get(Optional<String> option, String key) {
    String variable = VARIABLES + key.replace('-', '_').toUpperCase(Locale.ROOT);
    return option.or(() -> terminal.surroundings().variable(variable)).or(() -> profile.get(key));
  }

  private Optional<Path> file(Optional<Path> option, String key) {
    return get(option.map(Path::toString), key).map(Path::of);
  }

  String uri() {
    String uri = get(options.uri, "uri").orElseGet(MqttRemoting::defaultUri);
    if (uri.matches("[^/]*//[^/]*@.*")) {
      throw new Failure(
          ExitCode.USAGE,
          "the broker's URI contains a user (it has an '@'), which others would see; use --user, and"
              + " --password-file or --ask-password");
    }
    return uri;
  }

  /** The URI with one of the schemes that connections use. */
  URI transportUri() {
    return URI.create(uri().replaceFirst("(?i)^mqtts:", "ssl:").replaceFirst("(?i)^mqtt:", "tcp:"));
  }

  String namespace() {
    return get(options.namespace, "namespace").orElse("");
  }

  Optional<String> clientId() {
    return get(options.clientId, "client-id");
  }

  Optional<MqttVersion> mqtt() {
    return get(options.mqtt, "mqtt")
        .map(
            text ->
                switch (text) {
                  case "5", "5.0" -> MqttVersion.MQTT_5;
                  case "3", "3.1.1" -> MqttVersion.MQTT_3_1_1;
                  default ->
                      throw new Failure(
                          ExitCode.USAGE, "'" + text + "' is no version of MQTT; use 5 or 3.1.1");
                });
  }

  Optional<Path> trusted() {
    return file(options.tls.caFile, "ca-file");
  }

  Optional<Path> certificate() {
    return file(options.tls.certFile, "cert-file");
  }

  Optional<Path> key() {
    return file(options.tls.keyFile, "key-file").or(this::certificate);
  }

  boolean anyHostName() {
    return options.tls.anyHostName
        || profile.get("any-host-name").filter("true"::equals).isPresent();
  }

  Optional<String> user() {
    return get(options.user, "user");
  }

  /** The password; asks for it, once, if that was wanted. */
  synchronized Optional<String> password() {
    if (options.askPassword) {
      if (asked.isEmpty()) {
        asked = Optional.of(ask());
      }
      return asked;
    }
    return options
        .passwordFile
        .map(Settings::firstLine)
        .or(() -> terminal.surroundings().variable(VARIABLES + "PASSWORD"))
        .or(() -> terminal.surroundings().variable(VARIABLES + "PASSWORD_FILE").map(Settings::line))
        .or(() -> profile.get("password"))
        .or(() -> profile.get("password-file").map(Settings::line));
  }

  private String ask() {
    return terminal
        .askPassword("Password of " + user().orElse("the user") + ": ")
        .orElseThrow(
            () ->
                new Failure(
                    ExitCode.USAGE,
                    "there is no terminal to ask for the password; use --password-file or the"
                        + " environment variable MQTT_REMOTING_PASSWORD"));
  }

  private static String line(String file) {
    return firstLine(Path.of(file));
  }

  private static String firstLine(Path file) {
    try {
      List<String> lines = Files.readAllLines(file);
      if (lines.isEmpty()) {
        throw new Failure(ExitCode.FILE, "the password file " + file + " is empty");
      }
      return lines.get(0);
    } catch (IOException e) {
      throw new Failure(ExitCode.FILE, "the password file " + file + " cannot be read", e);
    }
  }
}
