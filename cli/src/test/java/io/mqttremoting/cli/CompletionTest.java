package io.mqttremoting.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mqttremoting.MqttRemoting;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.ServiceOptions;
import io.mqttremoting.testsupport.Mosquitto;
import io.world.Hello;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompletionTest {
  private static Mosquitto broker;
  private static RemotingConnection connection;

  @BeforeAll
  static void serve() {
    broker = Mosquitto.start();
    connection = MqttRemoting.connect(broker.uri().toString());
    connection.serve(new Hello());
    connection.serve(new Hello(), ServiceOptions.defaults().withInstance("kitchen"));
  }

  @AfterAll
  static void close() {
    connection.close();
    broker.close();
  }

  private static List<String> complete(String... words) {
    String[] all = new String[words.length + 2];
    all[0] = "complete";
    all[1] = "--";
    System.arraycopy(words, 0, all, 2, words.length);
    return new CliSession(broker.uri().toString()).run(all).out();
  }

  @Test
  void commandsAndOptionsAreKnown() {
    assertEquals(List.of("watch", "wait").stream().sorted().toList(), complete("wa"));
    assertEquals(List.of("--confirm"), complete("set", "--con"));
    assertEquals(List.of("bash", "zsh"), complete("completion", ""));
  }

  @Test
  void namesComeFromTheBroker() {
    assertEquals(List.of("io.world/Hello", "io.world/Hello@kitchen"), complete("get", "io"));
    assertEquals(List.of("io.world/Hello.say"), complete("call", "io.world/Hello."));
    assertEquals(
        List.of("io.world/Hello@kitchen.last"), complete("get", "io.world/Hello@kitchen.l"));
    assertEquals(
        List.of("io.world/Hello.justSaid", "io.world/Hello.last", "io.world/Hello.say"),
        complete("watch", "io.world/Hello."));
    assertEquals(List.of(), complete("get", "nothing"));
  }

  @Test
  void bashReplacesTheEndOfTheWord(@TempDir Path directory) throws Exception {
    Mosquitto.require("bash");
    Path script = directory.resolve("script");
    Files.write(script, new CliSession("tcp://127.0.0.1:1").run("completion", "bash").out());
    Path program = directory.resolve("mqtt-remoting");
    Files.writeString(program, "#!/bin/sh\nshift 2\necho \"io.world/Hello@kitchen\" >&1\n");
    program.toFile().setExecutable(true);
    String line = program + " get io.world/Hello@k";
    Process bash =
        new ProcessBuilder(
                "bash",
                "-c",
                "set -u; compopt() { :; }; . "
                    + script
                    + "; COMP_LINE='"
                    + line
                    + "'; COMP_POINT=${#COMP_LINE}; _mqtt_remoting; printf '%s\\n' \"${COMPREPLY[@]}\"")
            .redirectErrorStream(true)
            .start();
    assertEquals(
        "kitchen\n", new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
  }

  @Test
  void zshHasAScript() {
    assertEquals(
        "#compdef mqtt-remoting",
        new CliSession("tcp://127.0.0.1:1").run("completion", "zsh").out().get(0));
  }
}
