package io.mqttremoting.internal.json;

import static io.mqttremoting.internal.json.Json.decode;
import static io.mqttremoting.internal.json.Json.encode;
import static io.mqttremoting.internal.json.Json.unencodable;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.databind.JsonNode;
import io.mqttremoting.internal.model.ParameterModel;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values that the receiver would not accept are refused when they are sent. */
class SendingLimitsTest {
  private static final String DIGITS = "a number has more than 1000 digits";

  record Raw(@JsonRawValue String json) {}

  private static JsonNode nested(int depth) {
    return Json.tree("[".repeat(depth) + "]".repeat(depth));
  }

  @Test
  void longNumbers() throws BadPayloadException {
    BigInteger longest = BigInteger.TEN.pow(1000).subtract(BigInteger.ONE);
    for (BigInteger number : List.of(longest, longest.negate())) {
      assertEquals(number, decode(BigInteger.class, encode(BigInteger.class, number)));
    }
    assertEquals(DIGITS, unencodable(BigInteger.class, BigInteger.TEN.pow(1000)));
    assertEquals(DIGITS, unencodable(BigInteger.class, BigInteger.TEN.pow(1000).negate()));
    assertEquals(DIGITS, unencodable(BigDecimal.class, new BigDecimal(longest, 1)));
    BigDecimal tiny = new BigDecimal(longest.divide(BigInteger.TEN.pow(20)), 1500);
    assertEquals(tiny, decode(BigDecimal.class, encode(BigDecimal.class, tiny)));
    assertEquals(
        "k: " + DIGITS,
        unencodable(
            new Json.Of<Map<String, Number>>() {}.type, Map.of("k", BigInteger.TEN.pow(2000))));
  }

  @Test
  void depth() throws BadPayloadException {
    assertNotNull(decode(JsonNode.class, encode(JsonNode.class, nested(200))));
    String tooDeep = "the value is nested more than 200 levels deep";
    assertEquals(tooDeep, unencodable(JsonNode.class, nested(201)).replaceFirst("^.*: ", ""));
    JsonArgumentsCodec arguments =
        Json.CODEC.arguments(List.of(new ParameterModel("tree", JsonNode.class)));
    assertNotNull(arguments.decode(arguments.encode(new Object[] {nested(199)})));
  }

  @Test
  void names() throws BadPayloadException {
    var type = new Json.Of<Map<String, Integer>>() {}.type;
    Map<String, Integer> longest = Map.of("k".repeat(50_000), 1);
    assertEquals(longest, decode(type, encode(type, longest)));
    assertEquals(
        "a name has more than 50000 characters", unencodable(type, Map.of("k".repeat(50_001), 1)));
    Map<String, Integer> pair = Map.of("\uD83D\uDE00", 1);
    assertEquals(pair, decode(type, encode(type, pair)));
    for (String half : List.of("\uD83D", "a\uDE00b", "\uD83D\uD83D\uDE00")) {
      assertEquals("a name has an unpaired surrogate", unencodable(type, Map.of(half, 1)));
    }
  }

  @Test
  void rawValuesAreJson() {
    assertEquals(
        "{\"json\": [1, {\"a\" : 2.50}]}", encode(Raw.class, new Raw(" [1, {\"a\" : 2.50}]")));
    String deepest = "[".repeat(199) + "]".repeat(199);
    assertEquals("{\"json\":" + deepest + "}", encode(Raw.class, new Raw(deepest)));
    assertEquals(
        "json: a raw value is nested too deeply",
        unencodable(Raw.class, new Raw("[" + deepest + "]")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{           | json: this value cannot be written as JSON",
        "NaN         | json: this value cannot be written as JSON",
        "1 2         | json: a raw value is more than one JSON value",
        "``          | json: a raw value is empty",
      })
  void rawValuesThatAreNot(String json, String reason) {
    assertEquals(reason, unencodable(Raw.class, new Raw(json)));
  }
}
