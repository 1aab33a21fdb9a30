package io.mqttremoting.cli.terminal;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.stream.Collectors;

/** Reads and makes JSON. Numbers keep their digits. */
public final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .disable(JsonParser.Feature.INCLUDE_SOURCE_IN_LOCATION)
          .build();

  private Json() {}

  /**
   * Reads one JSON value.
   *
   * @throws IllegalArgumentException if the text is not one; the message is the reason alone
   */
  public static JsonNode parse(String text) {
    try {
      JsonNode node = MAPPER.readTree(text);
      if (node.isMissingNode()) {
        throw new IllegalArgumentException("there is nothing");
      }
      return node;
    } catch (JsonProcessingException e) {
      String reason = e.getOriginalMessage();
      int place = reason.indexOf(" (start marker at"); // where it is, people see
      throw new IllegalArgumentException(place < 0 ? reason : reason.substring(0, place), e);
    }
  }

  /**
   * Reads a record.
   *
   * @throws IllegalArgumentException if the text is not JSON, or has another form; the message says
   *     where
   */
  public static <T> T read(String text, Class<T> type) {
    try {
      return MAPPER.treeToValue(parse(text), type);
    } catch (JsonMappingException e) {
      String path =
          e.getPath().stream()
              .map(
                  step ->
                      step.getFieldName() == null
                          ? "[" + step.getIndex() + "]"
                          : "." + step.getFieldName())
              .collect(Collectors.joining());
      throw new IllegalArgumentException(
          (path.isEmpty() ? "" : path.replaceFirst("^\\.", "") + ": ") + e.getOriginalMessage(), e);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e.getOriginalMessage(), e);
    }
  }

  /** An empty object. */
  public static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /** An empty array. */
  public static ArrayNode array() {
    return MAPPER.createArrayNode();
  }

  /** Whether two values are the same; numbers are if their values are, so 1 is 1.0. */
  public static boolean same(JsonNode one, JsonNode other) {
    return one.equals(
        (a, b) ->
            a.equals(b)
                    || (a.isNumber()
                        && b.isNumber()
                        && a.decimalValue().compareTo(b.decimalValue()) == 0)
                ? 0
                : 1,
        other);
  }

  /** The JSON of maps, lists, texts and numbers. */
  public static JsonNode of(Object value) {
    return MAPPER.valueToTree(value);
  }

  /** The JSON on several lines, indented, for files that people read. */
  public static String indented(JsonNode node) {
    return node.toPrettyString();
  }
}
