package io.mqttremoting.cli.terminal;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Where a command prints and asks. Results go to standard output, everything else to standard
 * error. Control characters are escaped. Thread-safe.
 */
public final class Terminal {
  private static final int PROGRESS_WIDTH = 79; // a line that wraps could not be removed
  private static final String REMOVE_LINE = "\r\u001b[K";

  private final PrintStream out;
  private final PrintStream err;
  private final BufferedReader in;
  private final Surroundings surroundings;
  private final Stop stop = new Stop();
  private final Object lines = new Object();
  private String progress = ""; // guarded by lines

  /** Prints to these streams, in UTF-8. */
  public Terminal(BufferedReader in, PrintStream out, PrintStream err, Surroundings surroundings) {
    this.in = in;
    this.out = out;
    this.err = err;
    this.surroundings = surroundings;
  }

  /** The terminal of this process. */
  public static Terminal ofProcess() {
    return new Terminal(
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)),
        new PrintStream(System.out, true, StandardCharsets.UTF_8),
        new PrintStream(System.err, true, StandardCharsets.UTF_8),
        Surroundings.ofProcess());
  }

  /** The environment, the time and whether this is a terminal. */
  public Surroundings surroundings() {
    return surroundings;
  }

  /** Whether the user has asked the program to end. */
  public Stop stop() {
    return stop;
  }

  /** Prints a line of the result. */
  public void print(String line) {
    println(out, line);
  }

  /** Prints the result as one line of JSON. */
  public void print(JsonNode json) {
    print(json.toString());
  }

  /** Prints all lines of a table. */
  public void print(Table table) {
    table.lines().forEach(this::print);
  }

  /** Prints a text that the program has made itself, which may have several lines. */
  public void printText(String text) {
    text.lines().forEach(this::print);
  }

  /** Tells the user something that is not the result. */
  public void tell(String line) {
    println(err, line);
  }

  private void println(PrintStream stream, String line) {
    String safe = Text.safe(line, surroundings.isStyled());
    synchronized (lines) {
      if (progress.isEmpty()) {
        stream.println(safe);
      } else {
        err.print(REMOVE_LINE);
        err.flush();
        stream.println(safe);
        err.print(progress);
        err.flush();
      }
    }
  }

  /**
   * Shows how far long work is, until the result is closed; nothing without a terminal.
   *
   * @param text asked for again and again by another thread
   */
  public Progress progress(Supplier<String> text) {
    return Progress.start(this, text);
  }

  /** Replaces the line of progress; an empty text removes it. */
  void showProgress(String text) {
    String safe = Text.safe(text, false);
    int end =
        safe.offsetByCodePoints(0, Math.min(PROGRESS_WIDTH, safe.codePointCount(0, safe.length())));
    synchronized (lines) {
      if (!progress.isEmpty() || end > 0) {
        progress = safe.substring(0, end);
        err.print(REMOVE_LINE + progress);
        err.flush();
      }
    }
  }

  /** Whether standard output was closed, as by {@code head}. */
  public boolean isOutputClosed() {
    return out.checkError();
  }

  /**
   * Asks a question to which the answer is yes or no.
   *
   * @return empty if there is nobody to ask
   */
  public Optional<Boolean> ask(String question) {
    if (!surroundings.isInteractive()) {
      return Optional.empty();
    }
    err.print(Text.safe(question, surroundings.isStyled()) + " [y/N] ");
    err.flush();
    try {
      String answer = in.readLine();
      return Optional.of(answer != null && answer.strip().matches("(?i)y|yes"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Asks for a password, which is not shown.
   *
   * @return empty if there is nobody to ask
   */
  @SuppressWarnings("SystemConsoleNull") // it is null before JDK 22 if output is redirected
  public Optional<String> askPassword(String prompt) {
    Console console = System.console();
    if (console == null || !surroundings.isInteractive()) {
      return Optional.empty();
    }
    char[] password = console.readPassword("%s", Text.safe(prompt, false));
    return Optional.ofNullable(password).map(String::new);
  }

  /**
   * Everything on standard input.
   *
   * @throws UncheckedIOException if it cannot be read
   */
  public String input() {
    StringBuilder text = new StringBuilder();
    try {
      for (int c = in.read(); c >= 0; c = in.read()) {
        text.append((char) c);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }
}
