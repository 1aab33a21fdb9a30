package io.mqttremoting.internal.json;

import static io.mqttremoting.internal.json.Json.decode;
import static io.mqttremoting.internal.json.Json.encode;
import static io.mqttremoting.internal.json.Json.refusal;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.lang.reflect.Type;
import java.net.URI;
import java.util.HexFormat;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Strings, values that are written as strings, booleans, and the encoding of all payloads. */
class JsonStringsTest {

  static Stream<Arguments> bothWays() {
    return Stream.of(
        arguments(String.class, "\"\"", ""),
        arguments(String.class, "\"hé 漢\"", "hé 漢"),
        arguments(String.class, "\"\uD83D\uDE00\"", "\uD83D\uDE00"),
        arguments(String.class, "\"\\\"\\\\/\"", "\"\\/"),
        arguments(String.class, "\"\\n\\t\\r\\b\\f\"", "\n\t\r\b\f"),
        arguments(String.class, "\"\\u0000\\u0001\\u001F\"", "\0\u0001\u001f"),
        arguments(String.class, "\"\u007f\u2028\"", "\u007f\u2028"),
        arguments(String.class, "\"\\uD800\"", "\uD800"),
        arguments(String.class, "\"a\\uDC00b\"", "a\uDC00b"),
        arguments(String.class, "\"5\"", "5"),
        arguments(String.class, "null", null),
        arguments(char.class, "\"x\"", 'x'),
        arguments(Character.class, "\"é\"", 'é'),
        arguments(char[].class, "\"abc\"", new char[] {'a', 'b', 'c'}),
        arguments(byte[].class, "\"AQL/\"", new byte[] {1, 2, -1}),
        arguments(boolean.class, "true", true),
        arguments(Boolean.class, "false", false),
        arguments(Boolean.class, "null", null),
        arguments(boolean[].class, "[true,false]", new boolean[] {true, false}),
        arguments(String[].class, "[\"a\",null]", new String[] {"a", null}),
        arguments(UUID.class, "\"00000000-0000-0001-0000-000000000002\"", new UUID(1, 2)),
        arguments(URI.class, "\"mqtt://x\"", URI.create("mqtt://x")));
  }

  @ParameterizedTest
  @MethodSource
  void bothWays(Type type, String json, Object value) throws BadPayloadException {
    assertEquals(json, encode(type, value));
    assertArrayEquals(new Object[] {value}, new Object[] {decode(type, json)});
  }

  @Test
  void writesUtf8() {
    assertArrayEquals(
        HexFormat.of().parseHex("22c3a9e6bca2f09f988022"),
        Json.CODEC.value(String.class).encode("é漢\uD83D\uDE00"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"\\u0068\\u00e9\\u6f22\" | hé漢",
        "\"\\ud83d\\uDE00\"        | \uD83D\uDE00",
        "\"\\/\"                   | /",
        "  \"x\"                   | x",
      })
  void readsEscapes(String json, String value) throws BadPayloadException {
    assertEquals(value, decode(String.class, json));
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        arguments(String.class, "5", "5 is not a String"),
        arguments(String.class, "1.5", "1.5 is not a String"),
        arguments(String.class, "true", "true is not a String"),
        arguments(String.class, "{}", "an object is not a String"),
        arguments(String.class, "[\"x\"]", "an array is not a String"),
        arguments(String[].class, "[\"a\",5]", "[1]: 5 is not a String"),
        arguments(char.class, "\"ab\"", "\"ab\" is not a char"),
        arguments(char.class, "\"\"", "\"\" is not a char"),
        arguments(char.class, "65", "65 is not a char"),
        arguments(char.class, "null", "null is not a char"),
        arguments(boolean.class, "1", "1 is not a boolean"),
        arguments(boolean.class, "\"true\"", "\"true\" is not a boolean"),
        arguments(Boolean.class, "0", "0 is not a Boolean"),
        arguments(Boolean.class, "\"\"", "\"\" is not a Boolean"),
        arguments(boolean.class, "null", "null is not a boolean"),
        arguments(boolean[].class, "[1]", "[0]: 1 is not a boolean"),
        arguments(byte[].class, "5", "5 is not a byte[]"),
        arguments(UUID.class, "\"x\"", "\"x\" is not a UUID"),
        arguments(UUID.class, "\"\"", "\"\" is not a UUID"),
        arguments(URI.class, "\"a b\"", "\"a b\" is not a URI"),
        arguments(
            int.class, "\"" + "x".repeat(41) + "\"", "\"" + "x".repeat(40) + "…\" is not an int"),
        arguments(String.class, "\"a\nb\"", "malformed JSON at line 1, column 3"),
        arguments(String.class, "\"\\q\"", "malformed JSON at line 1, column 3"),
        arguments(String.class, "\"\\u00zz\"", "malformed JSON at line 1, column 6"),
        arguments(String.class, "\"abc", "malformed JSON at line 1, column 5"),
        arguments(String.class, "'a'", "malformed JSON at line 1, column 1"));
  }

  @ParameterizedTest
  @MethodSource
  void refused(Type type, String json, String reason) {
    assertEquals(reason, refusal(type, json));
  }

  /** Within quotes, where Jackson itself would accept some of them. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "ff", // never a byte of UTF-8
        "80", // a continuation byte without a start
        "c3", // the start of a character without its end
        "e282", // the start of a character without its end
        "c080", // NUL in two bytes
        "e08080", // NUL in three bytes
        "f08282ac", // the euro sign in four bytes
        "eda080", // half of a surrogate pair
        "eda0bdedb880", // both halves, as CESU-8 has them
        "f4908080", // beyond the last code point
        "f5808080", // even further
      })
  void otherThanUtf8(String hex) {
    byte[] json = HexFormat.of().parseHex("22" + hex + "22");
    assertEquals("the payload is not UTF-8", refusal(String.class, json));
    assertEquals("the payload is not UTF-8", refusal(Object.class, json));
  }

  @Test
  void otherEncodings() {
    assertEquals("malformed JSON at line 1, column 2", refusal(int.class, "5".getBytes(UTF_16BE)));
    assertEquals(
        "malformed JSON at line 1, column 1", refusal(int.class, "\uFEFF5".getBytes(UTF_8)));
    assertEquals(
        "the payload is not UTF-8", refusal(int.class, HexFormat.of().parseHex("fffe3500")));
  }
}
