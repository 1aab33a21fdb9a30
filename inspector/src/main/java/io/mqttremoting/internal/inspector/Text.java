package io.mqttremoting.internal.inspector;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** JSON as text. Values travel to the page as texts, so that numbers keep all digits. */
final class Text {
  private static final ObjectReader READER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build()
          .reader()
          .without(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES);

  private Text() {}

  /**
   * Reads JSON.
   *
   * @throws Refusal if it is none
   */
  static JsonNode parse(String json, String what) {
    try {
      JsonNode node = READER.readTree(json);
      if (node.isMissingNode()) {
        throw new Refusal(Refusal.BAD_REQUEST, what + " is empty");
      }
      return node;
    } catch (JsonProcessingException e) {
      throw new Refusal(
          Refusal.BAD_REQUEST, what + " is no JSON: " + printable(e.getOriginalMessage()));
    }
  }

  /** Writes a text into {@code target}, at most {@code limit} characters, and says if it is cut. */
  static int put(ObjectNode target, JsonNode value, int limit) {
    String text = value.toString();
    if (text.length() <= limit) {
      target.put("text", text);
      return text.length();
    }
    target.put("text", text.substring(0, limit)).put("cut", text.length());
    return limit;
  }

  /** The text without control characters. */
  static String printable(String text) {
    return text.replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]", "?");
  }
}
