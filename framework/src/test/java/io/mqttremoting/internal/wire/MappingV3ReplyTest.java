package io.mqttremoting.internal.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.internal.json.BadPayloadException;
import io.mqttremoting.internal.json.Json;
import io.mqttremoting.internal.json.JsonValueCodec;
import io.mqttremoting.internal.wire.Mapping.Header;
import io.mqttremoting.internal.wire.Mapping.Reply;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MappingV3ReplyTest {
  private static final String TOPIC = "io.world/Hello/rpc/v3/say/c1/result";

  private final MappingV3 mapping = new MappingV3(Json.CODEC);
  private final JsonValueCodec number = Json.CODEC.value(int.class);
  private final JsonValueCodec text = Json.CODEC.value(String.class);

  private Reply read(String json, JsonValueCodec codec) throws BadPayloadException {
    return mapping.readReply(Requests.message(json), codec);
  }

  private String refusal(String json, JsonValueCodec codec) {
    return assertThrows(BadPayloadException.class, () -> read(json, codec)).getMessage();
  }

  /** The header of a request that has a response topic. */
  private static Header header(String correlationData) {
    return new Header(
        Optional.ofNullable(correlationData), Optional.of(TOPIC), Optional.empty(), true);
  }

  private Message result(String correlationData, JsonValueCodec codec, Object result) {
    return mapping.result(header(correlationData), codec, result).orElseThrow();
  }

  private static String text(Message message) {
    return new String(message.payload(), UTF_8);
  }

  private static Reply error(ErrorCode code, String message, String type) {
    return new Reply(null, Optional.of(new CallError(code, message, type)));
  }

  @Test
  void writesResults() {
    assertEquals("{\"correlationData\":\"5f0c\",\"data\":42}", text(result("5f0c", number, 42)));
    assertEquals("{\"correlationData\":\"\",\"data\":null}", text(result("", text, null)));
    assertEquals(
        "{\"correlationData\":\"5f0c\",\"data\":0}", text(result("5f0c", null, "whatever")));
  }

  @Test
  void doesNotWriteWhatCannotTravel() {
    JsonValueCodec codec = Json.CODEC.value(new Json.Of<List<Double>>() {}.type);
    assertEquals(
        "[0]: NaN cannot be sent: JSON has only finite numbers",
        assertThrows(IllegalArgumentException.class, () -> result("1", codec, List.of(Double.NaN)))
            .getMessage());
  }

  @Test
  void writesErrors() {
    assertEquals(
        "{\"correlationData\":\"5f0c\",\"error\":{\"code\":\"INVALID_ARGUMENT\","
            + "\"message\":\"argument 'when': 7 is not a When\"}}",
        text(
            error(
                "5f0c",
                new CallError(
                    ErrorCode.INVALID_ARGUMENT, "argument 'when': 7 is not a When", ""))));
    assertEquals(
        "{\"error\":{\"code\":\"APPLICATION\",\"message\":\"never is"
            + " never\",\"type\":\"Refused\"}}",
        text(error(null, new CallError(ErrorCode.APPLICATION, "never is never", "Refused"))));
  }

  private Message error(String correlationData, CallError error) {
    return mapping.error(header(correlationData), error).orElseThrow();
  }

  @Test
  void messagesOfReplies() {
    CallError error = new CallError(ErrorCode.INTERNAL, "", "");
    for (Message message : List.of(result("1", number, 42), error("1", error))) {
      assertEquals(TOPIC, message.topic());
      assertEquals(0, message.qos());
      assertFalse(message.retained());
      assertEquals(Message.Properties.NONE, message.properties());
    }
  }

  @Test
  void noReplyWhereNoneCanGo() {
    Header nowhere = new Header(Optional.of("1"), Optional.empty(), Optional.empty(), true);
    assertEquals(Optional.empty(), mapping.result(nowhere, number, 42));
    assertEquals(
        Optional.empty(), mapping.error(nowhere, new CallError(ErrorCode.INTERNAL, "", "")));
  }

  @ParameterizedTest
  @EnumSource
  void readsTheErrorsItWrites(ErrorCode code) throws BadPayloadException {
    CallError error = new CallError(code, "\0\uD800\"é", "Type");
    Message message = error("1", error);
    assertEquals(new Reply(null, Optional.of(error)), mapping.readReply(message, number));
    assertEquals(new Reply(null, Optional.of(error)), mapping.readReply(message, null));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"correlationData\":\"1\",\"data\":42}",
        "{\"data\":42,\"correlationData\":\"1\"}",
        "{\"x\":{\"data\":1},\"data\":42.0,\"y\":[1e999]}",
        "{\"data\":41,\"data\":42}",
        "{\"data\":42,\"error\":null}",
        "{\"error\":null,\"data\":42}",
      })
  void results(String json) throws BadPayloadException {
    assertEquals(new Reply(42, Optional.empty()), read(json, number));
  }

  @Test
  void nullAsResult() throws BadPayloadException {
    assertEquals(new Reply(null, Optional.empty()), read("{\"data\":null}", text));
    assertEquals(
        new Reply(Optional.empty(), Optional.empty()),
        read("{\"data\":null}", Json.CODEC.value(new Json.Of<Optional<String>>() {}.type)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"data\":null}",
        "{\"data\":0}",
        "{\"data\":{\"x\":[1]},\"correlationData\":5}",
        "{\"data\":[[]]}",
        "{\"data\":1e999999999}",
      })
  void anyResultOfVoid(String json) throws BadPayloadException {
    assertEquals(new Reply(null, Optional.empty()), read(json, null));
  }

  @Test
  void errors() throws BadPayloadException {
    assertEquals(
        error(ErrorCode.CANCELLED, "m", "t"),
        read(
            "{\"error\":{\"type\":\"t\",\"x\":[{}],\"message\":\"m\",\"code\":\"CANCELLED\"}}",
            text));
    assertEquals(error(ErrorCode.UNKNOWN, "", ""), read("{\"error\":{}}", text));
    assertEquals(
        error(ErrorCode.CANCELLED, "m", "t"),
        read(
            "{\"error\":{\"code\":\"CANCELLED\",\"message\":\"m\",\"type\":\"t\",\"x\":\"y\"}}",
            text));
    assertEquals(
        error(ErrorCode.UNKNOWN, "m", ""),
        read("{\"error\":{\"code\":\"FROM_THE_FUTURE\",\"message\":\"m\"}}", text));
    assertEquals(
        error(ErrorCode.UNKNOWN, "m", ""),
        read("{\"error\":{\"code\":\"internal\",\"message\":\"m\"}}", text));
    assertEquals(
        error(ErrorCode.UNKNOWN, "", ""),
        read(
            "{\"error\":{\"code\":5,\"message\":{\"code\":\"INTERNAL\"},\"type\":[\"t\"]}}", text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"5", "\"INTERNAL\"", "[]", "[{\"code\":\"INTERNAL\"}]", "true", "1e400"})
  void errorsThatAreNoObjects(String json) throws BadPayloadException {
    assertEquals(error(ErrorCode.UNKNOWN, "", ""), read("{\"error\":" + json + "}", number));
  }

  @Test
  void anErrorOverridesData() throws BadPayloadException {
    Reply reply = read("{\"data\":42,\"error\":{\"code\":\"INTERNAL\"}}", number);
    assertEquals(Optional.of(new CallError(ErrorCode.INTERNAL, "", "")), reply.error());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"data\":\"x\"}            | \"x\" is not an int",
        "{\"data\":null}             | null is not an int",
        "{\"data\":5000000000}       | 5000000000 is out of the range of int",
        "{}                          | 'data' and 'error' are both missing",
        "{\"correlationData\":\"1\"} | 'data' and 'error' are both missing",
        "{\"error\":null}            | 'data' and 'error' are both missing",
        "42                          | the payload must be a JSON object",
        "[]                          | the payload must be a JSON object",
        "``                          | the payload is empty",
        "{\"data\":42                | malformed JSON at line 1, column 11",
        "{\"data\":42}}              | malformed JSON at line 1, column 12",
        "{\"data\":42} 1             | the JSON value is followed by more data",
        "{\"error\":{\"code\":       | malformed JSON at line 1, column 18",
      })
  void refused(String json, String reason) {
    assertEquals(reason, refusal(json, number));
  }

  @Test
  void correlationData() throws BadPayloadException {
    assertEquals("5f0c", correlation("{\"correlationData\":\"5f0c\",\"data\":1}"));
    assertEquals(
        "5f0c", correlation("{\"data\":{\"correlationData\":\"x\"},\"correlationData\":\"5f0c\"}"));
    assertEquals("5f0c", correlation("{\"data\":\"x\",\"correlationData\":\"5f0c\"}"));
    assertEquals("5f0c", correlation("{\"correlationData\":5,\"correlationData\":\"5f0c\"}"));
    assertEquals("5f0c", correlation("{\"correlationData\":\"5f0c\",\"data\":malformed"));
    assertEquals("", correlation("{\"correlationData\":\"\"}"));
  }

  private String correlation(String json) throws BadPayloadException {
    return mapping.readCorrelationData(Requests.message(json));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}                        | 'correlationData' is missing",
        "{\"data\":1}              | 'correlationData' is missing",
        "{\"correlationData\":7}   | 'correlationData' is missing",
        "{\"correlationData\":\"x  | malformed JSON at line 1, column 22",
        "[\"correlationData\"]     | the payload must be a JSON object",
        "``                        | the payload is empty",
      })
  void noCorrelationData(String json, String reason) {
    assertEquals(
        reason, assertThrows(BadPayloadException.class, () -> correlation(json)).getMessage());
  }

  @Test
  void aVoidReplyReadsAsNull() throws BadPayloadException {
    assertNull(mapping.readReply(result("1", null, null), null).result());
  }
}
