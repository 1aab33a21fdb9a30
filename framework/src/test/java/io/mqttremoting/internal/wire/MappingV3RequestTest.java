package io.mqttremoting.internal.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.internal.json.BadPayloadException;
import io.mqttremoting.internal.json.Json;
import io.mqttremoting.internal.json.JsonArgumentsCodec;
import io.mqttremoting.internal.wire.Mapping.Header;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MappingV3RequestTest {
  private static final long UNTIL = 1300;
  private static final String REQUEST_TOPIC = "io.world/Hello/rpc/v3/say";
  private static final String TOPIC = "io.world/Hello/rpc/v3/say/c1/result";
  private static final String BAD_TOPIC = "'responseTopic' is not a valid reply topic";
  private static final String BAD_CORRELATION =
      "'correlationData' must be a string of at most 256 characters";
  private static final String BAD_TIMEOUT = "'timeoutMillis' must be a positive whole number";

  private final MappingV3 mapping = new MappingV3(Json.CODEC);
  private final JsonArgumentsCodec say = Json.arguments(String.class, int.class);
  private final JsonArgumentsCodec none = Json.arguments();

  private Requests.Request read(String json) throws BadPayloadException {
    return Requests.request(mapping, Requests.message(json), say);
  }

  /** The header without its problem, which is reported when the arguments are read. */
  private Header header(String json) {
    return header(Requests.message(json));
  }

  private Header header(Message request) {
    Header read = mapping.readHeader(request);
    return new Header(
        read.correlationData(),
        read.responseTopic(),
        read.timeout(),
        read.understandsErrors(),
        read.memoryId(),
        read.repeatedAfter(),
        read.until(),
        Optional.empty(),
        read.metadata());
  }

  private String refusal(String json) {
    return assertThrows(BadPayloadException.class, () -> read(json)).getMessage();
  }

  /** A valid request, in which {@code value} replaces the value of this field. */
  private static String with(String field, String value) {
    String good =
        "{\"correlationData\":\"7\",\"responseTopic\":\"r\",\"timeoutMillis\":9,\"data\":[\"hi\",0]}";
    return good.replaceFirst(
        "(\"" + field + "\":)(\\[[^]]*]|[^,}]*)", "$1" + Matcher.quoteReplacement(value));
  }

  private static Header header(String correlationData, String responseTopic, Long timeoutMillis) {
    return new Header(
        Optional.ofNullable(correlationData),
        Optional.ofNullable(responseTopic),
        Optional.ofNullable(timeoutMillis).map(Duration::ofMillis),
        true);
  }

  private Message request(
      String correlationData, long timeoutMillis, JsonArgumentsCodec codec, Object... arguments) {
    return mapping.request(
        head(correlationData, TOPIC, timeoutMillis, null, 0), codec.encode(arguments));
  }

  private static Mapping.Head head(
      String correlationData,
      String responseTopic,
      long timeoutMillis,
      String memoryId,
      long repeatedAfterMillis) {
    return new Mapping.Head(
        REQUEST_TOPIC,
        correlationData,
        responseTopic,
        Duration.ofMillis(timeoutMillis),
        memoryId,
        Duration.ofMillis(repeatedAfterMillis),
        repeatedAfterMillis == 0 ? 0 : UNTIL);
  }

  @Test
  void aRequestForOneServiceAlone() {
    Message first = mapping.request(head("1", "r", 9, "m1", 0), none.encode(null));
    assertEquals(
        "{\"correlationData\":\"1\",\"responseTopic\":\"r\",\"timeoutMillis\":9,"
            + "\"memory\":\"m1\",\"data\":[]}",
        text(first));
    assertEquals(Optional.of("m1"), mapping.readHeader(first).memoryId());
    assertEquals(Duration.ZERO, mapping.readHeader(first).repeatedAfter());

    Message again = mapping.request(head("1", "r", 9, "m1", 7), none.encode(null));
    assertEquals(
        "{\"correlationData\":\"1\",\"responseTopic\":\"r\",\"timeoutMillis\":9,"
            + "\"memory\":\"m1\",\"repeatedAfterMillis\":7,\"until\":1300,\"data\":[]}",
        text(again));
    assertEquals(0, mapping.readHeader(first).until());
    assertEquals(UNTIL, mapping.readHeader(again).until());
    assertEquals(Duration.ofMillis(7), mapping.readHeader(again).repeatedAfter());
  }

  private static String text(Message message) {
    return new String(message.payload(), UTF_8);
  }

  @Test
  void writes() {
    assertEquals(
        "{\"correlationData\":\"5f0c\",\"responseTopic\":\""
            + TOPIC
            + "\",\"timeoutMillis\":30000,\"data\":[\"hi\",0]}",
        text(request("5f0c", 30_000, say, "hi", 0)));
    assertEquals(
        "{\"correlationData\":\"1\",\"responseTopic\":\"r\",\"timeoutMillis\":1,\"data\":[]}",
        text(mapping.request(head("1", "r", 1, null, 0), none.encode(null))));
  }

  @Test
  void messagesOfRequests() {
    Message message = request("1", 1, none);
    assertEquals(REQUEST_TOPIC, message.topic());
    assertEquals(0, message.qos());
    assertFalse(message.retained());
    assertEquals(Message.Properties.NONE, message.properties());
  }

  @Test
  void namesAndTopics() {
    Topics topics = new Topics("io.world/Hello");
    assertEquals("v3", mapping.name());
    assertEquals(REQUEST_TOPIC, mapping.requestTopic(topics, "say"));
    assertEquals(TOPIC, mapping.replyTopic(topics, "say", "c1"));
  }

  @Test
  void doesNotWriteWhatCannotTravel() {
    JsonArgumentsCodec number = Json.arguments(double.class);
    assertEquals(
        "argument 'a': NaN cannot be sent: JSON has only finite numbers",
        assertThrows(IllegalArgumentException.class, () -> request("1", 1, number, Double.NaN))
            .getMessage());
  }

  @Test
  void readsWhatItWrites() throws BadPayloadException {
    Message message = request("5f0c", 30_000, say, "hi", 7);
    Requests.Request request = Requests.request(mapping, message, say);
    assertEquals(header("5f0c", TOPIC, 30_000L), request.header());
    assertArrayEquals(new Object[] {"hi", 7}, request.arguments());
    assertEquals(request.header(), mapping.readHeader(message));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"data\":[\"hi\",0],\"timeoutMillis\":9,\"responseTopic\":\"r\",\"correlationData\":\"7\"}",
        "{\"x\":{\"data\":1},\"correlationData\":\"7\",\"data\":[\"hi\",0],\"y\":[[1e999]],"
            + "\"responseTopic\":\"r\",\"timeoutMillis\":9.0,\"z\":null}",
        " { \"timeoutMillis\" : 9 , \"correlationData\" : \"\\u0037\" ,\n\"responseTopic\" :"
            + " \"r\" ,"
            + " \"data\" : [ \"hi\" , 0 ] } ",
      })
  void fieldsInAnyOrderUnknownOnesIgnored(String json) throws BadPayloadException {
    Requests.Request request = read(json);
    assertEquals(header("7", "r", 9L), request.header());
    assertArrayEquals(new Object[] {"hi", 0}, request.arguments());
    assertEquals(request.header(), header(json));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "5.0, 5",
    "1e3, 1000",
    "9223372036854775807, 9223372036854775807",
    "99999999999999999999, 9223372036854775807",
    "null,",
  })
  void timeouts(String json, Long millis) throws BadPayloadException {
    assertEquals(
        Optional.ofNullable(millis).map(Duration::ofMillis),
        read(with("timeoutMillis", json)).header().timeout());
  }

  @Test
  void noTimeout() throws BadPayloadException {
    String json = "{\"correlationData\":\"7\",\"responseTopic\":\"r\",\"data\":[\"hi\",0]}";
    assertEquals(header("7", "r", null), read(json).header());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-1",
        "1.5",
        "0.0",
        "1e-9",
        "1e400",
        "1e999999999",
        "\"9\"",
        "{}",
        "[9]",
        "true"
      })
  void badTimeouts(String json) {
    assertEquals(BAD_TIMEOUT, refusal(with("timeoutMillis", json)));
    assertEquals(header("7", "r", null), header(with("timeoutMillis", json)));
  }

  @Test
  void aTimeoutOfManyDigits() {
    String json = with("timeoutMillis", "9".repeat(400));
    assertEquals(BAD_TIMEOUT, refusal(json));
    assertEquals(header("7", "r", null), header(json));
  }

  @ParameterizedTest
  @ValueSource(strings = {"7", "null", "{\"correlationData\":\"7\"}", "[\"7\"]", "true", "1e400"})
  void badCorrelationData(String json) {
    assertEquals(BAD_CORRELATION, refusal(with("correlationData", json)));
    assertEquals(header(null, "r", 9L), header(with("correlationData", json)));
  }

  @Test
  void correlationDataOfAnyContent() throws BadPayloadException {
    for (String data : new String[] {"", "\\u0000", "\\uD800", "é", "x".repeat(256)}) {
      Header read = read(with("correlationData", "\"" + data + "\"")).header();
      assertEquals(read, header(with("correlationData", "\"" + data + "\"")));
      Message reply = mapping.error(read, new CallError(ErrorCode.INTERNAL, "", "")).orElseThrow();
      assertEquals(read.correlationData().orElseThrow(), mapping.readCorrelationData(reply));
    }
    assertEquals(BAD_CORRELATION, refusal(with("correlationData", "\"" + "x".repeat(257) + "\"")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"\"",
        "\"io.world/Hello/prop/last\"",
        "\"io.world/Hello/rpc/v3/say\"",
        "\"a/+\"",
        "\"#\"",
        "\"$SYS/x\"",
        "\"a\\u0000\"",
        "\"a\\uD800\"",
        "null",
        "5",
        "{}",
        "[\"r\"]",
        "true"
      })
  void badResponseTopics(String json) {
    assertEquals(BAD_TOPIC, refusal(with("responseTopic", json)));
    assertEquals(header("7", null, 9L), header(with("responseTopic", json)));
  }

  @Test
  void aHugeResponseTopic() {
    String json = with("responseTopic", "\"" + "x".repeat(500_000) + "\"");
    assertEquals(BAD_TOPIC, refusal(json));
    assertEquals(header("7", null, 9L), header(json));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"correlationData\":\"7\",\"responseTopic\":\"r\"}"
            + " | wrong number of arguments: 2 expected, 0 given",
        "{\"correlationData\":\"7\",\"data\":[\"hi\",0]} | 'responseTopic' is missing",
        "{\"responseTopic\":\"r\",\"data\":[\"hi\",0]}  | 'correlationData' is missing",
        "{}   | 'correlationData' is missing",
        "[]   | the payload must be a JSON object",
        "null | the payload must be a JSON object",
        "5    | the payload must be a JSON object",
        "\"\" | the payload must be a JSON object",
        "``   | the payload is empty",
        "{    | malformed JSON at line 1, column 2",
        "{\"data\":[\"hi\",\"x\"]} | argument 'b': \"x\" is not an int",
        "{\"data\":5} | the arguments must be a JSON array of 2",
        "{\"data\":[\"hi\",0]]} | malformed JSON at line 1, column 17",
      })
  void refused(String json, String reason) {
    assertEquals(reason, refusal(json));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"data\":[],", "\"data\":null,", ""})
  void noArguments(String data) throws BadPayloadException {
    String json = "{" + data + "\"correlationData\":\"7\",\"responseTopic\":\"r\"}";
    assertArrayEquals(
        new Object[0], Requests.request(mapping, Requests.message(json), none).arguments());
  }

  @Test
  void theHeaderIsWhatPrecedesAnError() {
    String start = "{\"correlationData\":\"7\",\"responseTopic\":\"r\",";
    Header expected = header("7", "r", null);
    assertEquals(expected, header(start));
    assertEquals(expected, header(start + "\"data\":[NaN],\"timeoutMillis\":9}"));
    assertEquals(expected, header(start + "\"data\":" + "[".repeat(300)));
    assertEquals(expected, header(start + "\"x\":1} trailing"));
    assertEquals(header("7", "r", 9L), header(start + "\"timeoutMillis\":9,\"data\":\"\\q\"}"));
    assertEquals(
        header("7", null, null), header("{\"correlationData\":\"7\",\"responseTopic\":\"r"));
    assertEquals(header(null, null, null), header("{\"data\":[,\"correlationData\":\"7\"}"));
    String noObject = ",\"responseTopic\":\"r\",\"data\":[\"hi\",0]}";
    for (String nothing : new String[] {"", "x", "[]", "5", "null", "{", "{}", noObject}) {
      assertEquals(header(null, null, null), header(nothing));
    }
  }

  @Test
  void theHeaderOfABadArgument() {
    String json = with("data", "[5,\"x\"]");
    assertEquals("argument 'a': 5 is not a String", refusal(json));
    assertEquals(header("7", "r", 9L), header(json));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        " x | malformed JSON at line 1, column 79",
        " {} | the JSON value is followed by more data"
      })
  void trailingGarbage(String garbage, String reason) {
    assertEquals(
        Json.column(reason), Json.column(refusal(with("data", "[\"hi\",0]") + " " + garbage)));
  }

  /** What is needed to answer came before the data, so the header ends there. */
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {"timeoutMillis, 10", "memory, `\"m\"`", "repeatedAfterMillis, 1", "until, `x`"})
  void fieldsAfterTheDataAreIgnored(String field, String value) throws BadPayloadException {
    String request = "{\"correlationData\":\"7\",\"responseTopic\":\"r\",\"data\":[\"hi\",0]";
    String after = ",\"" + field + "\":" + value.replace("x", "\"x\"") + "}";
    for (String json :
        List.of(request + after, " " + request + after)) { // without and with a parser
      assertEquals(header("7", "r", null), header(json));
      assertEquals(header("7", "r", null), read(json).header());
    }
  }

  /** As libraries write it that sort the names. */
  @Test
  void dataBeforeTheResponseTopicDoesNotEndTheHeader() throws BadPayloadException {
    String request =
        "{\"correlationData\":\"7\",\"data\":[\"hi\",0],\"responseTopic\":\"r\",\"timeoutMillis\":9}";
    assertEquals(header("7", "r", 9L), read(request).header());
  }

  @Test
  void dataBeforeTheCorrelationDataDoesNotEndTheHeader() throws BadPayloadException {
    String request =
        "{\"responseTopic\":\"r\",\"data\":[\"hi\",0],\"correlationData\":\"7\",\"timeoutMillis\":9}";
    assertEquals(header("7", "r", 9L), read(request).header());
  }

  /** What is inside a value is not the envelope's, and what comes after it is. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"timeoutMillis\":",
        "\"memory\":",
        "\"repeatedAfterMillis\":",
        "\"until\":",
        "\"traceparent\":",
        "\"tracestate\":",
        "\"metadata\":{\"x\":",
        "\"metadata\":{\"traceparent\":",
        "\"metadata\":[",
        "\"data\":",
        "\"error\":",
        "\"x\":",
      })
  void valuesOfTheWrongKindDoNotChangeTheRestOfTheHeader(String start) {
    String inside = "{\"responseTopic\":\"evil\",\"correlationData\":\"8\"}";
    String end = start.endsWith("[") ? "]" : start.contains("{") ? "}" : "";
    String rest = ",\"correlationData\":\"7\",\"responseTopic\":\"r\"}";
    assertEquals(header("7", "r", null), header("{" + start + inside + end + rest));
  }

  /** Also to those who do not read the arguments. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"correlationData\":\"7\",\"responseTopic\":\"r\",x | malformed JSON at line 1, column 44",
        "{\"responseTopic\":\"r\",\"responseTopic\":\"s\"} | 'responseTopic' is given twice",
        "[] | the payload must be a JSON object",
      })
  void theHeaderTellsWhyARequestMustNotBeExecuted(String json, String reason) {
    String problem = mapping.readHeader(Requests.message(json)).problem().orElseThrow();
    assertEquals(Json.column(reason), Json.column(problem));
  }

  /** As {@link #correlationDataOfAnyContent} and {@link #timeouts}, which need no parser. */
  @Test
  void theLimitsAreTheSameWithAParser() throws BadPayloadException {
    String longest = "x".repeat(256);
    for (String spaces : new String[] {"", " "}) {
      String ok = spaces + with("correlationData", "\"" + longest + "\"");
      assertEquals(Optional.of(longest), read(ok).header().correlationData());
      assertEquals(
          BAD_CORRELATION, refusal(spaces + with("correlationData", "\"" + longest + "x\"")));
      assertEquals(
          Optional.of(Duration.ofMillis(1)),
          read(spaces + with("timeoutMillis", "1")).header().timeout());
      assertEquals(BAD_TIMEOUT, refusal(spaces + with("timeoutMillis", "0")));
    }
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "correlationData, `\"7\"`",
        "responseTopic, `\"r\"`",
        "timeoutMillis, 9",
        "data, `[\"hi\",0]`",
      })
  void aFieldThatIsGivenTwiceIsRefused(String field, String value) {
    String twice = ",\"" + field + "\":" + value;
    String reason = "'" + field + "' is given twice";
    assertEquals(reason, refusal(with("data", "[\"hi\",0]").replaceFirst("}$", twice + "}")));
    assertEquals(reason, refusal(with("data", "[\"hi\",0]").replaceFirst(",", twice + ",")));
  }

  @Test
  void dataBehindAHeaderIsReadLater() {
    String bad =
        "{\"correlationData\":\"7\",\"responseTopic\":\"r\",\"timeoutMillis\":9,\"data\":x";
    assertEquals(header("7", "r", 9L), header(bad));
    assertEquals(Json.column("malformed JSON at line 1, column 69"), Json.column(refusal(bad)));
  }

  @Test
  void textsThatNeedEscaping() throws BadPayloadException {
    Message message =
        mapping.request(
            head("\"\\\u00e4", "r/\u20ac", 9, "m\n", 0), say.encode(new Object[] {"hi", 0}));
    assertEquals(
        "{\"correlationData\":\"\\\"\\\\\u00e4\",\"responseTopic\":\"r/\u20ac\","
            + "\"timeoutMillis\":9,\"memory\":\"m\\n\",\"data\":[\"hi\",0]}",
        text(message));
    Header read = Requests.request(mapping, message, say).header();
    assertEquals(Optional.of("\"\\\u00e4"), read.correlationData());
    assertEquals(Optional.of("r/\u20ac"), read.responseTopic());
    assertEquals(Optional.of("m\n"), read.memoryId());
  }

  @Test
  void noHeaderInOtherEncodings() {
    byte[] payload = with("data", "[]").getBytes(java.nio.charset.StandardCharsets.UTF_16LE);
    assertEquals(header(null, null, null), header(Requests.message(payload)));
  }
}
