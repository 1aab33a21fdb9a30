package io.mqttremoting.internal.json;

import static io.mqttremoting.internal.json.Json.column;
import static io.mqttremoting.internal.json.Json.decode;
import static io.mqttremoting.internal.json.Json.refusal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Payloads that are not JSON. */
class JsonMalformedTest {
  private static final String TOO_DEEP =
      "the JSON is nested too deeply, or a number or a name in it is too long";

  record Point(int x, int y) {}

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\n\t\r  "})
  void empty(String json) {
    assertEquals("the payload is empty", refusal(int.class, json));
    assertEquals("the payload is empty", refusal(String.class, json));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "x            | malformed JSON at line 1, column 1",
        "tru          | malformed JSON at line 1, column 1",
        "True         | malformed JSON at line 1, column 1",
        "{\"x\":1     | malformed JSON at line 1, column 7",
        "{\"x\" 1}    | malformed JSON at line 1, column 6",
        "{\"x\":}     | malformed JSON at line 1, column 6",
        "{\"x\":1,}   | malformed JSON at line 1, column 8",
        "{x:1}        | malformed JSON at line 1, column 2",
        "{\"x\":1}}   | malformed JSON at line 1, column 8",
        "{\"x\":1}x   | malformed JSON at line 1, column 8",
        "{\"x\":1]    | malformed JSON at line 1, column 7",
        "// c         | malformed JSON at line 1, column 1",
        "{\"x\":1} {} | the JSON value is followed by more data",
        "{\"x\":1} 5  | the JSON value is followed by more data",
        "`{\"x\":\n\n x}` | malformed JSON at line 3, column 2",
        "[not json    | malformed JSON at line 1, column 2",
        "5 x          | malformed JSON at line 1, column 3",
        "{\"x\":[],x} | malformed JSON at line 1, column 9",
        "{\"x\":1} 5 x | malformed JSON at line 1, column 11",
      })
  void malformed(String json, String reason) {
    assertEquals(column(reason), column(refusal(Point.class, json)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"5 6", "5 x", "5 {", "5]", "5,"})
  void trailingGarbage(String json) {
    assertNotNull(refusal(int.class, json));
  }

  @Test
  void depth() throws BadPayloadException {
    assertNotNull(decode(Object.class, "[".repeat(201) + "]".repeat(201))); // as within an envelope
    assertEquals(TOO_DEEP, refusal(Object.class, "[".repeat(202) + "]".repeat(202)));
    assertEquals(TOO_DEEP, refusal(Object.class, "[".repeat(500_000)));
    assertEquals(TOO_DEEP, refusal(Object.class, "{\"a\":".repeat(100_000)));
    assertEquals(
        TOO_DEEP, refusal(Point.class, "{\"unknown\":" + "[".repeat(300) + "]".repeat(300) + "}"));
  }

  /** Replies to strangers name neither packages nor classes or settings of Jackson. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "NaN",
        "0x5",
        "+5",
        "// c",
        "'a'",
        "{a:1}",
        "[1,]",
        "\"\\q\"",
        "\"\t\"",
        "{\"x\":1",
        "{\"x\":5000000000}",
        "{\"x\":[1]}",
        "{\"x\":\"\"}",
        "[]",
        "5",
        "\"\"",
        "true",
        "1e400",
        "{\"x\":1e999999999}",
        "{\"x\":NaN}",
        "}",
        "]",
        ":",
        "{]",
        "\u0000",
        "\uFEFF{}"
      })
  void nothingLeaks(String json) {
    Pattern leak =
        Pattern.compile("java\\.|jackson|mqttremoting|Feature|ALLOW_|`|\\$|Source|REDACTED");
    for (var type : List.of(Point.class, Point[].class, new Json.Of<List<Point>>() {}.type)) {
      JsonValueCodec codec = Json.CODEC.value(type);
      byte[] payload = json.getBytes(java.nio.charset.StandardCharsets.UTF_8);
      try {
        codec.decode(payload);
      } catch (BadPayloadException e) {
        assertFalse(leak.matcher(e.getMessage()).find(), e.getMessage());
        continue;
      }
      assertEquals("[]", json, "the only one of these that some of the types may be");
    }
  }

  @Test
  void theCauseIsKeptForTheLog() {
    BadPayloadException refused =
        assertThrows(BadPayloadException.class, () -> decode(int.class, "NaN"));
    assertNotNull(refused.getCause());
  }
}
