package io.mqttremoting.cli.terminal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.mqttremoting.testsupport.Await;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private static final String REMOVE = "\r\u001b[K";

  private final ByteArrayOutputStream screen = new ByteArrayOutputStream();

  private Terminal terminal(Map<String, String> environment, boolean isErrorTerminal) {
    PrintStream both = new PrintStream(screen, true, UTF_8);
    return new Terminal(
        new BufferedReader(new StringReader("")),
        both,
        both,
        new Surroundings(
            environment, Path.of("/nowhere"), Clock.systemUTC(), false, false, isErrorTerminal));
  }

  private String shown() {
    return screen.toString(UTF_8);
  }

  @Test
  void itStaysBelowTheLinesAndIsRemoved() {
    Terminal terminal = terminal(Map.of(), true);
    Progress progress = terminal.progress(() -> "3 of 7");
    Await.until("it appears", () -> shown().contains(REMOVE + "3 of 7  0 s"));
    terminal.print("a result");
    Await.until(this::shown, () -> shown().contains(REMOVE + "a result\n3 of 7  0 s"));
    progress.close();
    int end = shown().length();
    assertEquals(REMOVE, shown().substring(end - REMOVE.length()));
    terminal.print("the last line");
    assertEquals("the last line\n", shown().substring(end));
  }

  @Test
  void textsOfOthersControlNothingAndFitALine() {
    Terminal terminal = terminal(Map.of(), true);
    terminal.showProgress("\u001b[2J" + "x".repeat(100));
    assertEquals(REMOVE + "\\u001b[2J" + "x".repeat(70), shown());
  }

  @Test
  void withoutATerminalThereIsNone() {
    List<Progress> quiet =
        List.of(
            terminal(Map.of(), false).progress(() -> "quiet"),
            terminal(Map.of("TERM", "dumb"), true).progress(() -> "quiet"));
    Progress last = terminal(Map.of(), true).progress(() -> "3 of 7");
    Await.until("it appears", () -> shown().contains("3 of 7"));
    last.close();
    quiet.forEach(Progress::close);
    assertFalse(shown().contains("quiet"), shown());
  }
}
