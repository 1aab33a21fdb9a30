package io.mqttremoting.cli;

import io.mqttremoting.cli.terminal.Stop;
import io.mqttremoting.cli.terminal.Terminal;
import java.time.Duration;
import java.util.List;

/** Runs the program in this process. */
public final class Main {
  private static final Duration CLOSING = Duration.ofSeconds(8);

  private Main() {}

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] words) {
    configureLog(words);
    Terminal terminal = Terminal.ofProcess();
    Thread main = Thread.currentThread();
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> end(terminal.stop(), main), "mqtt-remoting-shutdown"));
    int code = new CommandLineProgram(terminal).run(words);
    terminal.stop().finish();
    System.exit(code);
  }

  /** Lets the command end in an orderly way after Ctrl-C, so that services say that they leave. */
  private static void end(Stop stop, Thread main) {
    stop.request();
    try {
      if (!stop.awaitFinished(Duration.ofMillis(200))) { // it waits for something else
        main.interrupt();
        stop.awaitFinished(CLOSING);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** SLF4J reads this once, when the first logger is made. */
  private static void configureLog(String[] words) {
    boolean verbose = List.of(words).contains("-v") || List.of(words).contains("--verbose");
    System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", verbose ? "info" : "off");
    System.setProperty("org.slf4j.simpleLogger.showThreadName", "false");
    System.setProperty("org.slf4j.simpleLogger.showShortLogName", "true");
  }
}
