package io.mqttremoting.internal.json;

import static io.mqttremoting.internal.json.Json.decode;
import static io.mqttremoting.internal.json.Json.encode;
import static io.mqttremoting.internal.json.Json.refusal;
import static io.mqttremoting.internal.json.Json.unencodable;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Records, beans, collections, optional and generic ones, times. */
class JsonObjectsTest {

  public record Point(int x, int y) {}

  private record Line(Point from, Point to) {}

  @SuppressWarnings("ArrayRecordComponent") // never compared with content
  record Everything(
      boolean z, byte b, short s, char c, int i, long l, float f, double d, String text, int[] a) {}

  record Page<T>(List<T> items, Optional<T> first) {}

  record Note(Optional<String> text, Optional<List<Point>> points) {}

  record Tree(String name, List<Tree> children) {}

  record Named(String content) {}

  record Picky(int value) {
    Picky {
      if (value < 0) {
        throw new IllegalArgumentException("value is negative");
      }
      if (value == 0) {
        throw new IllegalArgumentException();
      }
      if (value == 50) {
        throw new IllegalArgumentException("x".repeat(10_000));
      }
      if (value == 60) {
        throw new NullPointerException("name is required");
      }
      if (value == 61) {
        throw new IllegalArgumentException("\n[main] ERROR Forged\u001b[31m");
      }
      if (value == 62) {
        String nothing = value == 62 ? null : "";
        value = nothing.length(); // the JVM's message names classes and variables
      }
      if (value > 100) {
        throw new IllegalStateException("a secret of the service");
      }
    }
  }

  static class Bean {
    public int number;
    private String name = "unnamed";

    public String getName() {
      return name;
    }

    public void setName(String name) {
      this.name = name;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Bean bean && bean.number == number && bean.name.equals(name);
    }

    @Override
    public int hashCode() {
      return Objects.hash(number, name);
    }
  }

  static class PickyBean {
    public void setName(String name) {
      if (name.isEmpty()) {
        throw new IllegalArgumentException("a name is not empty");
      }
    }
  }

  static class Throwing {
    public int getValue() {
      throw new IllegalStateException("a secret of " + getClass().getName());
    }
  }

  static class Endless {
    public Endless getNext() {
      return new Endless();
    }
  }

  interface Abstract {
    int value();
  }

  private static Bean bean(int number, String name) {
    Bean bean = new Bean();
    bean.number = number;
    bean.setName(name);
    return bean;
  }

  static Stream<Arguments> bothWays() {
    return Stream.of(
        arguments(Point.class, "{\"x\":1,\"y\":-2}", new Point(1, -2)),
        arguments(Point.class, "null", null),
        arguments(
            Line.class,
            "{\"from\":{\"x\":1,\"y\":2},\"to\":null}",
            new Line(new Point(1, 2), null)),
        arguments(Bean.class, "{\"number\":5,\"name\":\"x\"}", bean(5, "x")),
        arguments(
            Tree.class,
            "{\"name\":\"a\",\"children\":[{\"name\":\"b\",\"children\":[]}]}",
            new Tree("a", List.of(new Tree("b", List.of())))),
        arguments(Point[].class, "[{\"x\":1,\"y\":2}]", new Point[] {new Point(1, 2)}),
        arguments(
            Point[][].class, "[[],[{\"x\":1,\"y\":2}]]", new Point[][] {{}, {new Point(1, 2)}}),
        arguments(
            new Json.Of<List<Point>[]>() {}.type,
            "[[{\"x\":1,\"y\":2}]]",
            new List<?>[] {List.of(new Point(1, 2))}),
        arguments(new Json.Of<List<String>>() {}.type, "[\"a\",null]", Arrays.asList("a", null)),
        arguments(new Json.Of<Collection<Integer>>() {}.type, "[1]", List.of(1)),
        arguments(new Json.Of<Set<Long>>() {}.type, "[5]", Set.of(5L)),
        arguments(
            new Json.Of<Map<String, List<Point>>>() {}.type,
            "{\"k\":[{\"x\":1,\"y\":2}]}",
            Map.of("k", List.of(new Point(1, 2)))),
        arguments(new Json.Of<Map<Integer, String>>() {}.type, "{\"5\":\"x\"}", Map.of(5, "x")),
        arguments(
            new Json.Of<Map<String, String>>() {}.type,
            "{\"k\":null}",
            Collections.singletonMap("k", null)),
        arguments(
            new Json.Of<Page<Point>>() {}.type,
            "{\"items\":[{\"x\":1,\"y\":2}],\"first\":{\"x\":3,\"y\":4}}",
            new Page<>(List.of(new Point(1, 2)), Optional.of(new Point(3, 4)))),
        arguments(new Json.Of<Optional<String>>() {}.type, "\"x\"", Optional.of("x")),
        arguments(new Json.Of<Optional<String>>() {}.type, "null", Optional.empty()),
        arguments(
            new Json.Of<Optional<Page<String>>>() {}.type,
            "{\"items\":[\"a\"],\"first\":null}",
            Optional.of(new Page<>(List.of("a"), Optional.empty()))),
        arguments(
            Note.class,
            "{\"text\":\"x\",\"points\":[{\"x\":1,\"y\":2}]}",
            new Note(Optional.of("x"), Optional.of(List.of(new Point(1, 2))))),
        arguments(
            Note.class,
            "{\"text\":null,\"points\":null}",
            new Note(Optional.empty(), Optional.empty())),
        arguments(
            Object.class,
            "{\"a\":[1,\"x\",true,null,1.5]}",
            Map.of("a", Arrays.asList(1, "x", true, null, 1.5))),
        arguments(
            Instant.class,
            "\"2026-01-02T03:04:05.123456789Z\"",
            Instant.parse("2026-01-02T03:04:05.123456789Z")),
        arguments(LocalDate.class, "\"2026-01-02\"", LocalDate.of(2026, 1, 2)),
        arguments(LocalTime.class, "\"03:04:05\"", LocalTime.of(3, 4, 5)),
        arguments(
            LocalDateTime.class, "\"2026-01-02T03:04:05\"", LocalDateTime.of(2026, 1, 2, 3, 4, 5)),
        arguments(
            OffsetDateTime.class,
            "\"2026-01-02T03:04:05Z\"",
            OffsetDateTime.parse("2026-01-02T03:04:05Z")),
        arguments(Duration.class, "\"PT1H0.5S\"", Duration.ofMillis(3_600_500)));
  }

  @ParameterizedTest
  @MethodSource
  void bothWays(Type type, String json, Object value) throws BadPayloadException {
    assertEquals(json, encode(type, value));
    assertArrayEquals(new Object[] {value}, new Object[] {decode(type, json)});
  }

  @Test
  void missingAndNullFieldsAreJavaDefaults() throws BadPayloadException {
    Everything defaults = new Everything(false, (byte) 0, (short) 0, '\0', 0, 0, 0, 0, null, null);
    assertEquals(defaults, decode(Everything.class, "{}"));
    assertEquals(
        defaults,
        decode(
            Everything.class,
            "{\"z\":null,\"b\":null,\"s\":null,\"c\":null,\"i\":null,\"l\":null,\"f\":null,"
                + "\"d\":null,\"text\":null,\"a\":null}"));
    assertEquals(bean(0, "unnamed"), decode(Bean.class, "{}"));
    assertEquals(new Note(Optional.empty(), Optional.empty()), decode(Note.class, "{}"));
  }

  @Test
  void fieldsInAnyOrderUnknownOnesIgnored() throws BadPayloadException {
    assertEquals(
        new Point(1, 2),
        decode(Point.class, " {\"y\" : 2,\"z\":[{},{\"x\":1e400}],\"\":null,\n\"x\":1 } "));
    assertEquals(bean(5, "x"), decode(Bean.class, "{\"name\":\"x\",\"class\":\"y\",\"number\":5}"));
  }

  @Test
  void ofDuplicateFieldsTheLastCounts() throws BadPayloadException {
    assertEquals(new Point(2, 0), decode(Point.class, "{\"x\":1,\"x\":2}"));
    assertEquals(
        Map.of("k", 2), decode(new Json.Of<Map<String, Integer>>() {}.type, "{\"k\":1,\"k\":2}"));
  }

  @Test
  void nullElementsOfPrimitiveArraysAreJavaDefaults() throws BadPayloadException {
    assertArrayEquals(new int[] {0, 1}, (int[]) decode(int[].class, "[null,1]"));
    assertArrayEquals(new double[] {0, 1}, (double[]) decode(double[].class, "[null,1]"));
    assertArrayEquals(new float[] {0, 1}, (float[]) decode(float[].class, "[null,1]"));
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        arguments(Point.class, "5", "5 is not a Point"),
        arguments(Point.class, "\"\"", "\"\" is not a Point"),
        arguments(Point.class, "[1,2]", "an array is not a Point"),
        arguments(Bean.class, "\"\"", "\"\" is not a Bean"),
        arguments(Line.class, "{\"from\":{\"x\":\"1\"}}", "from.x: \"1\" is not an int"),
        arguments(Line.class, "{\"to\":7}", "to: 7 is not a Point"),
        arguments(Named.class, "{\"content\":5}", "content: 5 is not a String"),
        arguments(Bean.class, "{\"number\":\"a\"}", "number: \"a\" is not an int"),
        arguments(
            Tree.class,
            "{\"children\":[{},{\"children\":[{\"name\":1}]}]}",
            "children[1].children[0].name: 1 is not a String"),
        arguments(Point[][].class, "[[{\"x\":true}]]", "[0][0].x: true is not an int"),
        arguments(new Json.Of<List<Point>>() {}.type, "[{},5]", "[1]: 5 is not a Point"),
        arguments(new Json.Of<List<Point>>() {}.type, "{}", "an object is not an array"),
        arguments(new Json.Of<List<String>>() {}.type, "\"\"", "\"\" is not an array"),
        arguments(new Json.Of<Set<String>>() {}.type, "5", "5 is not an array"),
        arguments(new Json.Of<Map<String, String>>() {}.type, "[]", "an array is not an object"),
        arguments(new Json.Of<Map<String, String>>() {}.type, "\"\"", "\"\" is not an object"),
        arguments(
            new Json.Of<Map<String, List<Point>>>() {}.type,
            "{\"k\":[{\"x\":\"\"}]}",
            "k[0].x: \"\" is not an int"),
        arguments(
            new Json.Of<Map<Integer, String>>() {}.type, "{\"k\":\"\"}", "\"k\" is not an Integer"),
        arguments(
            new Json.Of<Page<Point>>() {}.type,
            "{\"first\":{\"y\":\"\"}}",
            "first.y: \"\" is not an int"),
        arguments(new Json.Of<Optional<String>>() {}.type, "5", "5 is not a String"),
        arguments(Note.class, "{\"points\":5}", "points: 5 is not an array"),
        arguments(Instant.class, "\"x\"", "\"x\" is not an Instant"),
        arguments(LocalDate.class, "\"2026-02-30\"", "\"2026-02-30\" is not a LocalDate"),
        arguments(LocalDate.class, "5", "5 is not a LocalDate"),
        arguments(Duration.class, "\"\"", "\"\" is not a Duration"),
        arguments(Picky.class, "{\"value\":-1}", "value is negative"),
        arguments(Picky.class, "{\"value\":0}", "this value is not accepted"),
        arguments(Picky.class, "{\"value\":101}", "this value is not accepted"),
        arguments(Picky.class, "{\"value\":60}", "name is required"),
        arguments(Picky.class, "{\"value\":61}", "\\n[main] ERROR Forged\\u001b[31m"),
        arguments(Picky.class, "{\"value\":62}", "this value is not accepted"),
        arguments(new Json.Of<List<Picky>>() {}.type, "[{\"value\":60}]", "[0]: name is required"),
        arguments(PickyBean.class, "{\"name\":\"\"}", "name: a name is not empty"),
        arguments(
            int.class,
            "\"\\n[main] ERROR Forged\\u001b[31m\\u2028\\u202e\\u0085\"",
            "\"\\n[main] ERROR Forged\\u001b[31m\\u2028\\u202e\\u0085\" is not an int"),
        arguments(
            new Json.Of<Map<String, Integer>>() {}.type,
            "{\"a\\nb\":\"x\"}",
            "a\\nb: \"x\" is not an Integer"),
        arguments(new Json.Of<List<Picky>>() {}.type, "[{\"value\":-1}]", "[0]: value is negative"),
        arguments(Abstract.class, "{}", "this value is not accepted"));
  }

  @ParameterizedTest
  @MethodSource
  void refused(Type type, String json, String reason) {
    assertEquals(reason, refusal(type, json));
  }

  @Test
  @SuppressWarnings("JavaUtilDate") // users have them
  void datesOfAnyTime() throws BadPayloadException {
    for (long time :
        new long[] {Long.MIN_VALUE, -70_000_000_000_000L, 0, 1L << 50, Long.MAX_VALUE}) {
      Date date = new Date(time);
      assertEquals(date, decode(Date.class, encode(Date.class, date)));
    }
    assertEquals(new Date(0), decode(Date.class, "\"1970-01-01T00:00:00.000+00:00\""));
    assertEquals(new Date(5), decode(Date.class, "5"));
  }

  @Test
  void longKeysAreShownInPart() {
    String json = "{\"" + "k".repeat(500) + "\":\"x\"}";
    assertEquals(
        "k".repeat(100) + "…: \"x\" is not an Integer",
        refusal(new Json.Of<Map<String, Integer>>() {}.type, json));
  }

  @Test
  void unwritable() {
    assertEquals(
        "value: this value cannot be written as JSON", unencodable(Throwing.class, new Throwing()));
    assertEquals("this value cannot be written as JSON", unencodable(Point.class, "no point"));
    String endless = unencodable(Endless.class, new Endless());
    assertEquals(
        "next" + ".next".repeat(19) + ".…: the value is nested more than 200 levels deep", endless);
  }

  /** The exception's message goes into logs and replies, so its length is limited. */
  @Test
  void whatAConstructorSaysIsShortened() {
    assertEquals("x".repeat(250) + "…", refusal(Picky.class, "{\"value\":50}"));
  }

  /** The log gets what strangers are not told, but no log lines forged by them. */
  @Test
  void theCauseTellsWhatWasThrown() {
    String json = "{\"value\":101,\"\\n\":0}";
    BadPayloadException refused =
        assertThrows(BadPayloadException.class, () -> decode(Picky.class, json));
    StringWriter log = new StringWriter();
    refused.printStackTrace(new PrintWriter(log));
    assertTrue(
        log.toString().contains("java.lang.IllegalStateException: a secret of the service\n"),
        log::toString);
    assertTrue(log.toString().contains("at " + Picky.class.getName() + ".<init>"), log::toString);

    BadPayloadException forged =
        assertThrows(BadPayloadException.class, () -> decode(int.class, "\"\\n[main] ERROR x\""));
    StringWriter lines = new StringWriter();
    forged.printStackTrace(new PrintWriter(lines));
    assertTrue(lines.toString().contains("\\n[main] ERROR x"), lines::toString);
    assertFalse(lines.toString().contains("\n[main]"), lines::toString);
  }

  record Job(Class<?> type) {}

  @Test
  void noClassIsLookedUp() {
    assertEquals(
        "this value is not accepted", refusal(Job.class, "{\"type\":\"java.lang.String\"}"));
  }
}
