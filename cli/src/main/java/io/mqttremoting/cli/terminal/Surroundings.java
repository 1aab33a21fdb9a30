package io.mqttremoting.cli.terminal;

import java.io.File;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;

/**
 * What a command finds around it.
 *
 * @param environment the environment variables
 * @param home the directory of the user
 * @param clock the time, with the zone in which people read it
 * @param isTerminal whether people read standard output as it comes
 * @param isInteractive whether there is somebody who can answer questions
 * @param isErrorTerminal whether people read standard error as it comes
 */
public record Surroundings(
    Map<String, String> environment,
    Path home,
    Clock clock,
    boolean isTerminal,
    boolean isInteractive,
    boolean isErrorTerminal) {
  /**
   * Set by the launcher to those of {@code out}, {@code in} and {@code err} that are terminals:
   * Java 17 cannot tell its streams apart.
   */
  private static final String TERMINAL = "mqtt-remoting.terminal";

  static Surroundings ofProcess() {
    String terminal = System.getProperty(TERMINAL, "");
    return new Surroundings(
        System.getenv(),
        Path.of(System.getProperty("user.home", File.separator)),
        Clock.system(ZoneId.systemDefault()),
        terminal.contains("out"),
        terminal.contains("in"),
        terminal.contains("err"));
  }

  /** An environment variable; empty if it is not set, or blank. */
  public Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
  }

  boolean isStyled() {
    return isTerminal && variable("NO_COLOR").isEmpty() && !isDumb();
  }

  boolean showsProgress() {
    return isErrorTerminal && !isDumb();
  }

  private boolean isDumb() {
    return "dumb".equals(environment.getOrDefault("TERM", ""));
  }
}
