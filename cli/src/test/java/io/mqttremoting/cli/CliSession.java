package io.mqttremoting.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mqttremoting.cli.terminal.Surroundings;
import io.mqttremoting.cli.terminal.Terminal;
import io.mqttremoting.testsupport.Await;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Runs the program in this process, as a person would with some environment. */
final class CliSession {
  private final Map<String, String> environment = new LinkedHashMap<>();
  private Path home = Path.of("/nowhere");
  private Clock clock = Clock.systemUTC();
  private boolean terminal;
  private boolean interactive;
  private boolean errorTerminal;
  private String input = "";

  CliSession(String uri) {
    environment.put("MQTT_REMOTING_URI", uri);
  }

  CliSession with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  CliSession home(Path directory) {
    home = directory;
    return this;
  }

  CliSession clock(Clock other) {
    clock = other;
    return this;
  }

  /** Standard output is a terminal. */
  CliSession onTerminal() {
    terminal = true;
    return this;
  }

  /** Standard error is a terminal. */
  CliSession onErrorTerminal() {
    errorTerminal = true;
    return this;
  }

  /** Somebody types this. */
  CliSession answering(String typed) {
    interactive = true;
    input = typed;
    return this;
  }

  CliSession input(String text) {
    input = text;
    return this;
  }

  /** What a command printed. */
  record Result(int code, List<String> out, List<String> err) {
    /** Asserts that it has succeeded with this output, and nothing on standard error. */
    void printed(String... lines) {
      assertEquals(new Result(0, List.of(lines), List.of()), this);
    }

    /** Asserts that it has failed with this on standard error, and no output. */
    void failed(int expected, String... lines) {
      assertEquals(new Result(expected, List.of(), List.of(lines)), this);
    }
  }

  Result run(String... words) {
    return start(words).await();
  }

  /** A command that runs. */
  static final class Running {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final CompletableFuture<Integer> code = new CompletableFuture<>();
    private final Terminal terminal;

    private Running(CliSession session) {
      terminal =
          new Terminal(
              new BufferedReader(new StringReader(session.input)),
              new PrintStream(out, true, StandardCharsets.UTF_8),
              new PrintStream(err, true, StandardCharsets.UTF_8),
              new Surroundings(
                  session.environment,
                  session.home,
                  session.clock.withZone(ZoneOffset.UTC),
                  session.terminal,
                  session.interactive,
                  session.errorTerminal));
    }

    List<String> out() {
      return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    List<String> err() {
      return err.toString(StandardCharsets.UTF_8).lines().toList();
    }

    /** Waits until it has printed a number of lines. */
    void awaitLines(int count) {
      Await.until(() -> count + " lines in " + out() + err(), () -> out().size() >= count);
    }

    /** Waits until it has told something on standard error. */
    void awaitTold(String line) {
      Await.until(() -> line + " in " + err(), () -> err().contains(line));
    }

    /** Types Ctrl-C. */
    Running stop() {
      terminal.stop().request();
      return this;
    }

    Result await() {
      int ended = Await.result(code);
      return new Result(ended, out(), err());
    }
  }

  Running start(String... words) {
    Running running = new Running(this);
    Thread thread =
        new Thread(
            () -> {
              try {
                running.code.complete(new CommandLineProgram(running.terminal).run(words));
              } catch (RuntimeException | Error e) {
                running.code.completeExceptionally(e);
              }
            },
            "command");
    thread.setDaemon(true);
    thread.start();
    return running;
  }
}
