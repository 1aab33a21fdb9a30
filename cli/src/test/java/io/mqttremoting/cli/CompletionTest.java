package io.mqttremoting.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mqttremoting.MqttRemoting;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.ServiceOptions;
import io.mqttremoting.testsupport.Mosquitto;
import io.world.Hello;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
    assertEquals(
        List.of("kitchen", "unended"), complete(script, program + " get io.world/Hello@k"));
    Files.writeString(program, "#!/bin/sh\nshift 2\necho \"io.world/Hello@kitchen.last\"\n");
    assertEquals(
        List.of("kitchen.last"), complete(script, program + " get io.world/Hello@kitchen.l"));
  }

  /** What bash offers for a line; "unended" if the word is not ended. */
  private static List<String> complete(Path script, String line) throws IOException {
    Process bash =
        new ProcessBuilder(
                "bash",
                "-c",
                "set -u; end=''; compopt() { end=unended; }; . "
                    + script
                    + "; COMP_LINE='"
                    + line
                    + "'; COMP_POINT=${#COMP_LINE}; _mqtt_remoting; printf '%s\\n' \"${COMPREPLY[@]}\" $end")
            .redirectErrorStream(true)
            .start();
    return new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
        .lines()
        .toList();
  }

  /** In an address a member may follow; a word is ended; without any, there are files. */
  @Test
  void zshEndsWordsButNotAddresses(@TempDir Path directory) throws Exception {
    Path zsh = Path.of("/usr/bin/zsh");
    assumeTrue(Files.exists(zsh), "there is no zsh");
    List<String> script =
        new ArrayList<>(
            List.of(
                "compdef() {}; _files() { print files }; compadd() { print -r -- $* }",
                "mqtt-remoting() { case $3 in",
                "get) print -l io.world/Hello plant7/io.world/Hello@kitchen ;;",
                "call) print -l io.world/Hello.say ;;",
                "esac }"));
    script.addAll(new CliSession("tcp://127.0.0.1:1").run("completion", "zsh").out());
    script.add("for command in get call mock; do");
    script.add("words=(mqtt-remoting $command ''); CURRENT=3; _mqtt_remoting");
    script.add("done");
    Path file = Files.write(directory.resolve("script"), script);
    Process process =
        new ProcessBuilder(zsh.toString(), "-f", file.toString()).redirectErrorStream(true).start();
    assertEquals(
        List.of(
            "-S -- io.world/Hello plant7/io.world/Hello@kitchen", "-- io.world/Hello.say", "files"),
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .toList());
  }
}
