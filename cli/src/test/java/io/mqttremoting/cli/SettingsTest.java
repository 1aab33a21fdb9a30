package io.mqttremoting.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.MqttRemoting;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.testsupport.Mosquitto;
import io.world.Hello;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the settings come from, on a broker that wants a password. */
class SettingsTest {
  @TempDir private static Path directory;
  private static Mosquitto broker;
  private static RemotingConnection connection;

  @BeforeAll
  static void serve() throws Exception {
    Path passwords = directory.resolve("passwords");
    Process process =
        new ProcessBuilder(
                Mosquitto.require("mosquitto_passwd").toString(),
                "-c",
                "-b",
                passwords.toString(),
                "ann",
                "s3cret")
            .start();
    assertEquals(0, process.waitFor());
    Mosquitto.openToAll(directory);
    Mosquitto.openToAll(passwords);
    broker = Mosquitto.start("password_file " + passwords, "allow_anonymous false");
    connection =
        MqttRemoting.connection(uri()).credentials("ann", "s3cret").namespace("plant7").connect();
    connection.serve(new Hello());
  }

  @AfterAll
  static void close() {
    connection.close();
    broker.close();
  }

  private static String uri() {
    return broker.uri().toString();
  }

  private static CliSession cli() {
    return new CliSession(uri()).home(directory);
  }

  private static String[] get(String... options) {
    String[] words = new String[options.length + 2];
    words[0] = "get";
    System.arraycopy(options, 0, words, 1, options.length);
    words[words.length - 1] = "plant7/io.world/Hello.last";
    return words;
  }

  @Test
  void thePasswordComesFromTheEnvironmentOrAFile() throws Exception {
    Path file = Files.writeString(directory.resolve("pw"), "s3cret\n");
    cli()
        .with("MQTT_REMOTING_USER", "ann")
        .with("MQTT_REMOTING_PASSWORD", "s3cret")
        .run(get())
        .printed("{\"content\":\"\"}");
    cli()
        .with("MQTT_REMOTING_PASSWORD_FILE", file.toString())
        .run(get("--user", "ann"))
        .printed("{\"content\":\"\"}");
    cli()
        .with("MQTT_REMOTING_PASSWORD", "wrong")
        .run(get("--user", "ann", "--password-file", file.toString()))
        .printed("{\"content\":\"\"}");
    cli()
        .run(get("--user", "ann", "--ask-password"))
        .failed(
            2,
            "there is no terminal to ask for the password; use --password-file or the environment"
                + " variable MQTT_REMOTING_PASSWORD");
    cli()
        .run(get("--user", "ann", "--password-file", "/no/file"))
        .failed(4, "the password file /no/file cannot be read");
    cli()
        .with("MQTT_REMOTING_PASSWORD", "x")
        .run(get())
        .failed(2, "there is a password, but no --user");
    CliSession.Result refused =
        cli().with("MQTT_REMOTING_PASSWORD", "wrong").run(get("--user", "ann"));
    assertEquals(17, refused.code(), refused::toString);
  }

  @Test
  void aProfileHasTheRest() throws Exception {
    Path profiles = Files.createDirectories(directory.resolve(".config/mqtt-remoting"));
    Path profile = profiles.resolve("plant.properties");
    Files.writeString(profile, "uri=" + uri() + "\nuser=ann\npassword=s3cret\nnamespace=plant7\n");
    Files.setPosixFilePermissions(profile, PosixFilePermissions.fromString("rw-------"));
    CliSession other = new CliSession("").home(directory);
    other.run("get", "-p", "plant", "io.world/Hello.last").printed("{\"content\":\"\"}");
    other
        .with("MQTT_REMOTING_PROFILE", "plant")
        .run("get", "io.world/Hello.last")
        .printed("{\"content\":\"\"}");
    other
        .run("get", "-n", "plant8", "io.world/Hello.last")
        .failed(3, "there is no plant8/io.world/Hello at " + uri());
    other
        .run("list", "-u", "tcp://127.0.0.1:1")
        .failed(
            18,
            "cannot connect to tcp://127.0.0.1:1: Connection refused: /127.0.0.1:1  (UNAVAILABLE)");

    Files.setPosixFilePermissions(profile, PosixFilePermissions.fromString("rw-r--r--"));
    CliSession.Result told = other.run("get", "io.world/Hello.last");
    assertEquals(
        List.of(
            "the profile "
                + profile
                + " has a password and others can read it; use chmod 600 "
                + profile),
        told.err());
    Files.writeString(profile, "passwort=x\n");
    CliSession.Result unknown = other.run("get", "io.world/Hello.last");
    assertEquals(4, unknown.code());
    assertTrue(
        unknown
            .err()
            .get(0)
            .startsWith(
                "the profile "
                    + profile
                    + " has unknown keys [passwort]; it can have [any-host-name,"),
        unknown::toString);
    other
        .run("list", "-p", "none")
        .failed(4, "there is no profile " + profiles.resolve("none.properties"));
  }

  @Test
  void wrongSettingsAreNamed() {
    cli().run("list", "--mqtt", "4").failed(2, "'4' is no version of MQTT; use 5 or 3.1.1");
    cli()
        .run("list", "-u", "localhost")
        .failed(
            2,
            "'localhost' does not begin with tcp, ssl, mqtt, mqtts, ws or wss; use tcp://host:port,"
                + " or ssl, mqtt, mqtts, ws or wss in place of tcp");
    cli()
        .run("list", "-u", "tcp://me:secret@localhost")
        .failed(
            2,
            "the broker's URI contains a user (it has an '@'), which others would see; use --user,"
                + " and --password-file or --ask-password");
    cli()
        .run("list", "--timeout", "soon")
        .failed(
            2,
            "Invalid value for option '--timeout': 'soon' is no duration; write 500ms, 10s,"
                + " 2m or 1h",
            "see mqtt-remoting list --help");
    cli().run("list", "--ca-file", "x").failed(2, "there is no file x");
  }

  @Test
  void anEmptyListTellsTheTextThatNothingHas() {
    cli()
        .with("MQTT_REMOTING_USER", "ann")
        .with("MQTT_REMOTING_PASSWORD", "s3cret")
        .run("list", "nothing")
        .failed(0, "no services with 'nothing' in their addresses at " + uri());
  }

  @Test
  void aCountOfNothingIsRefused() {
    for (String[] words :
        List.of(
            new String[] {"watch", "--count", "0"},
            new String[] {"record", "io.world/Hello", "x.jsonl", "--count", "-1"})) {
      cli()
          .run(words)
          .failed(
              2,
              "Invalid value for option '--count': '"
                  + words[words.length - 1]
                  + "' is no count; write a number from 1 on",
              "see mqtt-remoting " + words[0] + " --help");
    }
  }
}
