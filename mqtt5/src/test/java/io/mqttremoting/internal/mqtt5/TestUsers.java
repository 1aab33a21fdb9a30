package io.mqttremoting.internal.mqtt5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import io.mqttremoting.testsupport.Mosquitto;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The users of a mosquitto and their rights; {@link #password} gives their passwords. */
final class TestUsers {
  static final String SERVICE = "hello-service";
  static final String CLIENT = "hello-client";

  /** Calls all instances in a namespace. */
  static final String PLANT_CLIENT = "plant7-client";

  /** Discovers all services. */
  static final String FINDER = "finder";

  /** Devices, each with its own instance. */
  static final String KITCHEN = "kitchen";

  static final String CELLAR = "cellar";

  /** May receive everything. */
  static final String OBSERVER = "observer";

  /** May do nothing. */
  static final String NOBODY = "nobody";

  private static final Path ACL = Path.of("..", "docs", "mosquitto", "acl");
  private static final Path PASSWORDS = makePasswords();

  private TestUsers() {}

  static String password(String user) {
    return "s3cr3t-of-" + user;
  }

  /** The broker's settings, which let only these users in. */
  static String[] settings(String... more) {
    return Stream.concat(
            Stream.of("allow_anonymous false", "password_file " + PASSWORDS), Stream.of(more))
        .toArray(String[]::new);
  }

  /** The access control list that is shipped, with the rights of {@link #OBSERVER} added. */
  static List<String> acl() {
    try {
      return Stream.concat(
              Files.readAllLines(ACL).stream(), Stream.of("user " + OBSERVER, "topic read #"))
          .toList();
    } catch (IOException e) {
      return fail(e);
    }
  }

  private static Path makePasswords() {
    Path program = Mosquitto.require("mosquitto_passwd");
    try {
      Path file = Files.createTempFile("passwords", "");
      file.toFile().deleteOnExit();
      Files.write(
          file,
          Stream.of(SERVICE, CLIENT, PLANT_CLIENT, FINDER, KITCHEN, CELLAR, OBSERVER, NOBODY)
              .map(user -> user + ":" + password(user))
              .toList());
      Process process =
          new ProcessBuilder(program.toString(), "-U", file.toString())
              .redirectErrorStream(true)
              .start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(0, process.waitFor(), output);
      Mosquitto.openToAll(file);
      return file;
    } catch (IOException e) {
      return fail(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return fail("interrupted", e);
    }
  }
}
