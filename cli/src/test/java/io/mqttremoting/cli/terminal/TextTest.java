package io.mqttremoting.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TextTest {
  @Test
  void whatCouldControlATerminalIsEscaped() {
    assertEquals(
        "\\u001b[2J\\u0007\\u009b\\u007f\\u2028\\u202e",
        Text.safe("\u001b[2J\u0007\u009b\u007f\u2028\u202e", true));
    assertEquals("\\u000a", Text.safe("\n", true));
    assertEquals("\\ud800", Text.safe("\ud800", true));
    assertEquals("\\udb40\\udc01", Text.safe(Character.toString(0xE0001), true));
    assertEquals("ü 漢 👩‍🚀 é", Text.safe("ü 漢 👩‍🚀 é", true));
  }

  @Test
  void stylesBecomeEscapeSequencesOrNothing() {
    String text = "a" + Style.RED.of("b") + Style.DIM.of("c");
    assertEquals("a\u001b[31mb\u001b[0m\u001b[2mc\u001b[0m", Text.safe(text, true));
    assertEquals("abc", Text.safe(text, false));
    assertEquals(3, Text.width(text));
  }

  @Test
  void durationsAreRough() {
    assertEquals("0 s", Text.roughly(Duration.ofSeconds(-5)));
    assertEquals("59 s", Text.roughly(Duration.ofSeconds(59)));
    assertEquals("1 min", Text.roughly(Duration.ofSeconds(119)));
    assertEquals("3 h", Text.roughly(Duration.ofMinutes(200)));
    assertEquals("47 h", Text.roughly(Duration.ofHours(47)));
    assertEquals("2 d", Text.roughly(Duration.ofHours(49)));
    assertEquals("4.1 ms", Text.millis(4_120_000));
  }

  @Test
  void tablesAlignCells() {
    Table table = new Table();
    table.add("a", "b", "c");
    table.add(Style.BOLD.of("long"), "", "c");
    table.add("only one cell, which needs no room");
    assertEquals(
        List.of("a     b  c", "long     c", "only one cell, which needs no room"),
        table.lines().stream().map(line -> Text.safe(line, false)).toList());
  }

  @Test
  void theNearestNameIsFound() {
    List<String> names = List.of("io.world/Hello", "io.world/Bye");
    assertEquals(Optional.of("io.world/Hello"), Nearest.to("io.wrld/Hello", names));
    assertEquals(Optional.of("io.world/Hello"), Nearest.to("IO.WORLD/HELLO", names));
    assertEquals(Optional.empty(), Nearest.to("something.else/At", names));
    assertEquals("; did you mean 'say'?", Nearest.hint("sya", List.of("say", "stop")));
  }
}
