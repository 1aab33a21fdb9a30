package io.mqttremoting.internal.json;

import static io.mqttremoting.internal.json.Json.decode;
import static io.mqttremoting.internal.json.Json.encode;
import static io.mqttremoting.internal.json.Json.refusal;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.annotation.JsonValue;
import java.lang.reflect.Type;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Enums travel as their ordinal, or as what their {@code @JsonValue} gives. */
class JsonEnumsTest {

  enum When {
    NOW,
    SOON,
    NEVER {
      @Override
      public String toString() {
        return "a constant with a class of its own";
      }
    }
  }

  private enum Level {
    LOW(10),
    HIGH(20);

    @SuppressWarnings("UnusedVariable") // Jackson reads it
    @JsonValue
    private final int number;

    Level(int number) {
      this.number = number;
    }
  }

  private enum Unit {
    METER("m"),
    SECOND("s");

    private final String symbol;

    Unit(String symbol) {
      this.symbol = symbol;
    }

    @JsonValue
    String symbol() {
      return symbol;
    }
  }

  record Plan(When when, Optional<Level> level, List<When> more) {}

  static Stream<Arguments> bothWays() {
    return Stream.of(
        arguments(When.class, "0", When.NOW),
        arguments(When.class, "2", When.NEVER),
        arguments(When.class, "null", null),
        arguments(Level.class, "20", Level.HIGH),
        arguments(Unit.class, "\"s\"", Unit.SECOND),
        arguments(When[].class, "[1,2,0]", new When[] {When.SOON, When.NEVER, When.NOW}),
        arguments(new Json.Of<List<When>>() {}.type, "[1,1]", List.of(When.SOON, When.SOON)),
        arguments(new Json.Of<EnumSet<When>>() {}.type, "[0,2]", EnumSet.of(When.NOW, When.NEVER)),
        arguments(new Json.Of<Optional<When>>() {}.type, "1", Optional.of(When.SOON)),
        arguments(new Json.Of<Map<String, Level>>() {}.type, "{\"k\":10}", Map.of("k", Level.LOW)),
        arguments(
            new Json.Of<Map<When, When>>() {}.type, "{\"2\":1}", Map.of(When.NEVER, When.SOON)),
        arguments(
            new Json.Of<Map<Level, String>>() {}.type, "{\"20\":\"x\"}", Map.of(Level.HIGH, "x")),
        arguments(new Json.Of<Map<Unit, Integer>>() {}.type, "{\"m\":1}", Map.of(Unit.METER, 1)),
        arguments(
            Plan.class,
            "{\"when\":1,\"level\":20,\"more\":[0]}",
            new Plan(When.SOON, Optional.of(Level.HIGH), List.of(When.NOW))));
  }

  @ParameterizedTest
  @MethodSource
  void bothWays(Type type, String json, Object value) throws BadPayloadException {
    assertEquals(json, encode(type, value));
    assertArrayEquals(new Object[] {value}, new Object[] {decode(type, json)});
  }

  static Stream<Arguments> wholeNumbers() {
    return Stream.of(
        arguments(When.class, "2.0", When.NEVER),
        arguments(When.class, "1e0", When.SOON),
        arguments(Level.class, "2e1", Level.HIGH));
  }

  @ParameterizedTest
  @MethodSource
  void wholeNumbers(Type type, String json, Object value) throws BadPayloadException {
    assertEquals(value, decode(type, json));
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        arguments(When.class, "3", "3 is not a When"),
        arguments(When.class, "-1", "-1 is not a When"),
        arguments(When.class, "1.5", "1.5 is not a When"),
        arguments(When.class, "1e400", "1e400 is not a When"),
        arguments(When.class, "99999999999999999999", "99999999999999999999 is not a When"),
        arguments(When.class, "4294967296", "4294967296 is not a When"),
        arguments(When.class, "\"NOW\"", "\"NOW\" is not a When"),
        arguments(When.class, "\"1\"", "\"1\" is not a When"),
        arguments(When.class, "\"\"", "\"\" is not a When"),
        arguments(When.class, "true", "true is not a When"),
        arguments(When.class, "[1]", "an array is not a When"),
        arguments(When.class, "{\"x\":1}", "an object is not a When"),
        arguments(Level.class, "0", "0 is not a Level"),
        arguments(Level.class, "\"LOW\"", "\"LOW\" is not a Level"),
        arguments(Level.class, "\"10\"", "\"10\" is not a Level"),
        arguments(Unit.class, "\"METER\"", "\"METER\" is not a Unit"),
        arguments(Unit.class, "0", "0 is not a Unit"),
        arguments(new Json.Of<List<When>>() {}.type, "[0,7]", "[1]: 7 is not a When"),
        arguments(When[].class, "[\"x\"]", "[0]: \"x\" is not a When"),
        arguments(new Json.Of<Map<String, When>>() {}.type, "{\"k\":7}", "k: 7 is not a When"),
        arguments(new Json.Of<Map<When, String>>() {}.type, "{\"7\":\"\"}", "\"7\" is not a When"),
        arguments(
            new Json.Of<Map<When, String>>() {}.type, "{\"NOW\":\"\"}", "\"NOW\" is not a When"),
        arguments(Plan.class, "{\"when\":7}", "when: 7 is not a When"),
        arguments(Plan.class, "{\"more\":[0,1,7]}", "more[2]: 7 is not a When"));
  }

  @ParameterizedTest
  @MethodSource
  void refused(Type type, String json, String reason) {
    assertEquals(reason, refusal(type, json));
  }
}
