package io.mqttremoting.internal.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.Metadata;
import io.mqttremoting.internal.json.BadPayloadException;
import io.mqttremoting.internal.json.Json;
import io.mqttremoting.internal.json.JsonArgumentsCodec;
import io.mqttremoting.internal.json.JsonValueCodec;
import io.mqttremoting.internal.wire.Mapping.Header;
import io.mqttremoting.internal.wire.Mapping.Reply;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MappingV5Test {
  private static final String REQUEST_TOPIC = "io.world/Hello/rpc/say";
  private static final String REPLY_TOPIC = "io.world/Hello/rpc/say/c1/result";
  private static final Map<String, String> PROFILE = Map.of("remoting", "1");
  private static final CallError INTERNAL = new CallError(ErrorCode.INTERNAL, "m", "");

  private final MappingV5 mapping = new MappingV5();
  private final JsonArgumentsCodec say = Json.arguments(String.class, int.class);
  private final JsonArgumentsCodec none = Json.arguments();
  private final JsonValueCodec number = Json.CODEC.value(int.class);
  private final JsonValueCodec text = Json.CODEC.value(String.class);

  private static String payload(Message message) {
    return new String(message.payload(), UTF_8);
  }

  private static Message message(
      String payload, String responseTopic, byte[] correlationData, Map<String, String> user) {
    return new Message(
        REQUEST_TOPIC,
        payload.getBytes(UTF_8),
        1,
        false,
        new Message.Properties(responseTopic, correlationData, 0, UserProperties.of(user)));
  }

  /** The header of a request from a caller that declares the profile. */
  private Header header(String responseTopic, byte[] correlationData) {
    return mapping.readHeader(message("[]", responseTopic, correlationData, PROFILE));
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private static Mapping.Head head(String correlationData, Duration timeout) {
    return new Mapping.Head(
        REQUEST_TOPIC, correlationData, REPLY_TOPIC, timeout, null, Duration.ZERO, 0);
  }

  @Test
  void aRequestForOneServiceAlone() throws BadPayloadException {
    Message first =
        mapping.request(
            new Mapping.Head(
                REQUEST_TOPIC, "1", REPLY_TOPIC, Duration.ofSeconds(1), "m1", Duration.ZERO, 0),
            none.encode(null));
    assertEquals(
        Map.of("remoting", "1", "remoting-memory", "m1"), first.properties().user().asMap());
    assertEquals(Optional.of("m1"), mapping.readHeader(first).memoryId());
    assertEquals(Duration.ZERO, mapping.readHeader(first).repeatedAfter());

    Message again =
        mapping.request(
            new Mapping.Head(
                REQUEST_TOPIC,
                "1",
                REPLY_TOPIC,
                Duration.ofSeconds(1),
                "m1",
                Duration.ofMillis(7),
                1300),
            none.encode(null));
    assertEquals(
        Map.of(
            "remoting",
            "1",
            "remoting-memory",
            "m1",
            "remoting-until",
            "1300",
            "remoting-repeated-after",
            "7"),
        again.properties().user().asMap());
    assertEquals(0, mapping.readHeader(first).until());
    assertEquals(1300, mapping.readHeader(again).until());
    assertEquals(Duration.ofMillis(7), mapping.readHeader(again).repeatedAfter());
  }

  private Map<String, String> sentTo(String memoryId, long until) {
    return mapping
        .request(
            new Mapping.Head(
                REQUEST_TOPIC,
                "1",
                REPLY_TOPIC,
                Duration.ofSeconds(1),
                memoryId,
                Duration.ZERO,
                until),
            none.encode(null))
        .properties()
        .user()
        .asMap();
  }

  /** The properties of the last request are kept; calls of several services may alternate. */
  @Test
  void eachRequestHasItsOwnServiceAndDeadline() {
    for (String memoryId : List.of("m1", "m2", "m1", "m1")) {
      for (long until : new long[] {1300, 1301, 1301}) {
        assertEquals(
            Map.of("remoting", "1", "remoting-memory", memoryId, "remoting-until", "" + until),
            sentTo(memoryId, until));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'', 0",
    "-1, 0",
    "x, 0",
    "1.5, 0",
    "1234567890123456, 0",
    "99999999999999999999, 0",
    "0, 0",
    "123456789012345, 123456789012345"
  })
  void aDeadlineThatIsNoNumberCountsAsNone(String text, long millis) {
    Message message = message("[]", REPLY_TOPIC, bytes(7), Map.of("remoting-until", text));
    assertEquals(millis, mapping.readHeader(message).until());
  }

  @Test
  void aLongErrorMessageIsCutToFitIntoAProperty() {
    for (int length : new int[] {20_000, 20_001, 70_000}) {
      CallError error = new CallError(ErrorCode.INTERNAL, "x".repeat(length), "");
      assertEquals(
          length <= 20_000 ? "x".repeat(length) : "x".repeat(20_000) + "\u2026",
          mapping
              .error(header(REPLY_TOPIC, bytes(7)), error)
              .orElseThrow()
              .properties()
              .user()
              .get("remoting-error-message"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'', 9223372036854775807",
    "-1, 9223372036854775807",
    "x, 9223372036854775807",
    "1234567890123456, 9223372036854775807",
    "0, 1",
    "123456789012345, 123456789012345"
  })
  void anAgeThatIsNoNumberCountsAsLongAgo(String text, long millis) {
    Message message =
        new Message(
            REQUEST_TOPIC,
            new byte[0],
            1,
            false,
            new Message.Properties(
                null, null, 0, UserProperties.of(Map.of("remoting-repeated-after", text))));
    assertEquals(Duration.ofMillis(millis), mapping.readHeader(message).repeatedAfter());
  }

  @Test
  void namesAndTopics() {
    Topics topics = new Topics("io.world/Hello");
    assertEquals("v5", mapping.name());
    assertEquals(REQUEST_TOPIC, mapping.requestTopic(topics, "say"));
    assertEquals(REPLY_TOPIC, mapping.replyTopic(topics, "say", "c1"));
  }

  @Test
  void writesRequests() {
    Message request =
        mapping.request(
            head("5f0c", Duration.ofSeconds(30)), say.encode(new Object[] {"h\u00e9", 0}));

    assertEquals(REQUEST_TOPIC, request.topic());
    assertEquals("[\"h\u00e9\",0]", payload(request));
    assertEquals(0, request.qos());
    assertFalse(request.retained());
    assertEquals(REPLY_TOPIC, request.properties().responseTopic());
    assertArrayEquals("5f0c".getBytes(UTF_8), request.properties().correlationData());
    assertEquals(30, request.properties().expirySeconds());
    assertEquals(PROFILE, request.properties().user().asMap());
  }

  @Test
  void aRequestWithoutArguments() {
    Message request = mapping.request(head("1", Duration.ofSeconds(1)), none.encode(null));
    assertEquals("[]", payload(request));
  }

  @Test
  void doesNotWriteWhatCannotTravel() {
    JsonValueCodec value = Json.CODEC.value(double.class);
    assertEquals(
        "NaN cannot be sent: JSON has only finite numbers",
        assertThrows(
                IllegalArgumentException.class,
                () -> mapping.result(header(REPLY_TOPIC, bytes(1)), value, Double.NaN))
            .getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "PT0.000000001S, 1",
    "PT0.001S, 1",
    "PT0.999S, 1",
    "PT1S, 1",
    "PT1.000000001S, 2",
    "PT1.001S, 2",
    "PT1.999999999S, 2",
    "PT30S, 30",
    "PT4294967294.5S, 4294967295",
    "PT4294967295S, 4294967295",
    "PT4294967296S, 4294967295", // the largest interval that MQTT has
    "PT9223372036854775.807S, 4294967295",
  })
  void expiryIsRoundedUpToSeconds(Duration timeout, long seconds) {
    Message request = mapping.request(head("1", timeout), none.encode(null));
    assertEquals(seconds, request.properties().expirySeconds());
  }

  @Test
  void readsTheRequestsItWrites() throws BadPayloadException {
    Message message =
        mapping.request(
            head("5f0c", Duration.ofMillis(29_500)), say.encode(new Object[] {"hi", 7}));

    Requests.Request request = Requests.request(mapping, message, say);

    assertEquals(
        new Header(
            Optional.of("5f0c"),
            Optional.of(REPLY_TOPIC),
            Optional.of(Duration.ofSeconds(30)),
            true),
        request.header());
    assertArrayEquals(new Object[] {"hi", 7}, request.arguments());
    assertEquals(request.header(), mapping.readHeader(message));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "null", " [ ] "})
  void noArguments(String json) throws BadPayloadException {
    Message message = message(json, REPLY_TOPIC, bytes(0), Map.of());
    assertArrayEquals(new Object[0], Requests.request(mapping, message, none).arguments());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``                 | the payload is empty",
        "null               | the arguments must be a JSON array of 2",
        "{\"data\":[]}      | the arguments must be a JSON array of 2",
        "[]                 | wrong number of arguments: 2 expected, 0 given",
        "[\"hi\",0,1]       | wrong number of arguments: 2 expected, more given",
        "[\"hi\",\"x\"]     | argument 'b': \"x\" is not an int",
        "[\"hi\",0]]        | malformed JSON at line 1, column 9",
        "[\"hi\",0] 1       | the JSON value is followed by more data",
      })
  void badArguments(String json, String reason) {
    Message message = message(json, REPLY_TOPIC, bytes(7), PROFILE);
    assertEquals(
        reason,
        assertThrows(BadPayloadException.class, () -> Requests.request(mapping, message, say))
            .getMessage());
    assertEquals(
        new Header(Optional.of("\7"), Optional.of(REPLY_TOPIC), Optional.empty(), true),
        mapping.readHeader(message));
  }

  @Test
  void writesResults() {
    Message reply = mapping.result(header(REPLY_TOPIC, bytes(7)), number, 42).orElseThrow();

    assertEquals(REPLY_TOPIC, reply.topic());
    assertEquals("42", payload(reply));
    assertEquals(0, reply.qos());
    assertFalse(reply.retained());
    assertNull(reply.properties().responseTopic());
    assertArrayEquals(bytes(7), reply.properties().correlationData());
    assertEquals(0, reply.properties().expirySeconds());
    assertEquals(Map.of(), reply.properties().user().asMap());
  }

  @Test
  void resultsThatAreNullOrVoid() {
    Header header = header(REPLY_TOPIC, bytes(7));
    assertEquals("null", payload(mapping.result(header, text, null).orElseThrow()));
    assertEquals("0", payload(mapping.result(header, null, null).orElseThrow()));
    assertEquals("0", payload(mapping.result(header, null, "whatever").orElseThrow()));
  }

  @Test
  void writesErrors() {
    Message reply =
        mapping
            .error(
                header(REPLY_TOPIC, bytes(7)),
                new CallError(ErrorCode.INVALID_ARGUMENT, "argument 'when': 7 is not a When", ""))
            .orElseThrow();

    assertEquals(REPLY_TOPIC, reply.topic());
    assertEquals("null", payload(reply));
    assertEquals(0, reply.qos());
    assertFalse(reply.retained());
    assertNull(reply.properties().responseTopic());
    assertArrayEquals(bytes(7), reply.properties().correlationData());
    assertEquals(0, reply.properties().expirySeconds());
    assertEquals(
        Map.of(
            "remoting-error-code",
            "INVALID_ARGUMENT",
            "remoting-error-message",
            "argument 'when': 7 is not a When"),
        reply.properties().user().asMap());
  }

  @Test
  void writesTheTypesOfErrors() {
    CallError error = new CallError(ErrorCode.APPLICATION, "never is never", "Refused");
    Message reply = mapping.error(header(REPLY_TOPIC, bytes(7)), error).orElseThrow();
    assertEquals(
        Map.of(
            "remoting-error-code",
            "APPLICATION",
            "remoting-error-message",
            "never is never",
            "remoting-error-type",
            "Refused"),
        reply.properties().user().asMap());
  }

  @ParameterizedTest
  @CsvSource({
    "a\tb, a b",
    "'a\nb', a b",
    "'a\r\nb', a  b",
    "a\0b, a\uFFFDb",
    "a\u0001b, a\uFFFDb",
    "a\u0085b, a\uFFFDb",
    "a\uD800, a\uFFFD",
    "\uDC00a, \uFFFDa",
    "a\uFFFE, a\uFFFD",
    "a\uFDD0, a\uFFFD",
    "\u00e9\uD83D\uDE00+#, \u00e9\uD83D\uDE00+#",
  })
  void messagesOfErrorsAreWhatBrokersAllowAsText(String said, String sent) {
    Message reply =
        mapping
            .error(header(REPLY_TOPIC, bytes(7)), new CallError(ErrorCode.INTERNAL, said, ""))
            .orElseThrow();
    assertEquals(sent, reply.properties().user().get("remoting-error-message"));
  }

  @Test
  void messagesOfErrorsHaveALimit() {
    for (String each : List.of("x", "\u20ac", "\uD83D\uDE00")) {
      CallError error = new CallError(ErrorCode.INTERNAL, each.repeat(100_000), "");
      String sent =
          mapping
              .error(header(REPLY_TOPIC, bytes(7)), error)
              .orElseThrow()
              .properties()
              .user()
              .get("remoting-error-message");
      assertTrue(sent.startsWith(each.repeat(1000)));
      assertTrue(sent.endsWith("\u2026"));
      assertTrue(sent.getBytes(UTF_8).length <= 65_535); // MQTT 5, section 1.5.4
    }
  }

  @Test
  void noErrorsToCallersThatDoNotDeclareTheProfile() throws BadPayloadException {
    for (Map<String, String> user : List.of(Map.<String, String>of(), Map.of("other", "1"))) {
      Message request = message("[\"hi\",0]", REPLY_TOPIC, bytes(7), user);
      Header header = Requests.request(mapping, request, say).header();
      assertFalse(header.understandsErrors());
      assertEquals(Optional.empty(), mapping.error(header, INTERNAL));
      assertEquals("42", payload(mapping.result(header, number, 42).orElseThrow()));
    }
  }

  @Test
  void errorsToCallersOfAnyVersionOfTheProfile() {
    Header header =
        mapping.readHeader(message("", REPLY_TOPIC, bytes(7), Map.of("remoting", "2.0")));
    assertTrue(mapping.error(header, INTERNAL).isPresent());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "io.world/Hello/rpc/say/b'labPyC'/result", // as the Python peer spells it
        "io.world/Hello/rpc/say/0.123/result",
        "replies",
        "my/own/replies/c1/",
        "\u00e9/\uD83D\uDE00",
      })
  void repliesGoWhereTheCallerSays(String topic) throws BadPayloadException {
    Message request = message("[\"hi\",0]", topic, bytes(7), PROFILE);
    Header header = Requests.request(mapping, request, say).header();
    assertEquals(topic, mapping.result(header, number, 42).orElseThrow().topic());
    assertEquals(topic, mapping.error(header, INTERNAL).orElseThrow().topic());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "#",
        "a/+/b",
        "$SYS/x",
        "io.world/Hello/prop/last",
        "io.world/Hello/rpc/say",
        "io.world/Hello/_status/c1",
        "_remoting/c1",
        "a\0b",
      })
  void requestsWithAnAbsurdResponseTopicAreRefusedInSilence(String topic) {
    Message request = message("[\"hi\",0]", topic, bytes(7), PROFILE);
    assertEquals(
        "the response topic is not a valid reply topic",
        assertThrows(BadPayloadException.class, () -> Requests.request(mapping, request, say))
            .getMessage());
    Header header = mapping.readHeader(request);
    assertEquals(Optional.empty(), header.responseTopic());
    assertEquals(Optional.empty(), mapping.error(header, INTERNAL));
  }

  @Test
  void requestsWithoutResponseTopicAreExecutedWithoutReply() throws BadPayloadException {
    Requests.Request request =
        Requests.request(mapping, message("[\"hi\",0]", null, bytes(7), PROFILE), say);
    assertArrayEquals(new Object[] {"hi", 0}, request.arguments());
    assertEquals(Optional.empty(), mapping.result(request.header(), number, 42));
    assertEquals(Optional.empty(), mapping.result(request.header(), null, null));
    assertEquals(Optional.empty(), mapping.error(request.header(), INTERNAL));
  }

  private void assertReturned(byte[] correlationData) throws BadPayloadException {
    Message request = message("[\"hi\",0]", REPLY_TOPIC, correlationData, PROFILE);
    Header header = Requests.request(mapping, request, say).header();
    String shown = HexFormat.of().formatHex(correlationData);
    for (Message reply :
        List.of(
            mapping.result(header, number, 42).orElseThrow(),
            mapping.result(header, null, null).orElseThrow(),
            mapping.error(header, INTERNAL).orElseThrow())) {
      assertArrayEquals(correlationData, reply.properties().correlationData(), shown);
      assertEquals(header.correlationData().orElseThrow(), mapping.readCorrelationData(reply));
    }
  }

  @Test
  void correlationDataIsReturnedByteForByte() throws BadPayloadException {
    byte[] all = new byte[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
      assertReturned(bytes(i));
    }
    assertReturned(all);
    assertReturned(bytes(0xC3, 0xA9)); // one character in UTF-8
    assertReturned(new byte[0]);
    byte[] longest = new byte[65_535];
    longest[65_534] = 1;
    assertReturned(longest);
  }

  @Test
  void differentCorrelationDataIsDifferentText() {
    assertEquals(
        256,
        IntStream.range(0, 256)
            .mapToObj(i -> header(REPLY_TOPIC, bytes(i)).correlationData().orElseThrow())
            .distinct()
            .count());
  }

  @Test
  void requestsWithoutCorrelationDataGetRepliesWithoutIt() throws BadPayloadException {
    Message request = message("[\"hi\",0]", REPLY_TOPIC, null, PROFILE);
    Header header = Requests.request(mapping, request, say).header();
    assertEquals(Optional.empty(), header.correlationData());
    assertNull(mapping.result(header, number, 42).orElseThrow().properties().correlationData());
    assertNull(mapping.error(header, INTERNAL).orElseThrow().properties().correlationData());
  }

  @Test
  void correlationDataOfReplies() throws BadPayloadException {
    Message without = message("42", null, null, Map.of());
    assertEquals(
        "the correlation data is missing",
        assertThrows(BadPayloadException.class, () -> mapping.readCorrelationData(without))
            .getMessage());
    assertEquals("", mapping.readCorrelationData(message("", null, new byte[0], Map.of())));
    assertEquals(
        "5f0c",
        mapping.readCorrelationData(message("malformed", null, "5f0c".getBytes(UTF_8), PROFILE)));
  }

  private Reply reply(String json, JsonValueCodec codec, Map<String, String> user)
      throws BadPayloadException {
    return mapping.readReply(message(json, null, bytes(7), user), codec);
  }

  @Test
  void results() throws BadPayloadException {
    assertEquals(new Reply(42, Optional.empty()), reply("42", number, Map.of()));
    assertEquals(
        new Reply(42, Optional.empty(), Metadata.of("x", "y")),
        reply(" 42.0 ", number, Map.of("x", "y", "X-Foreign", "z")));
    assertEquals(new Reply(null, Optional.empty()), reply("null", text, Map.of()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "null", "{\"x\":[1]}", "", "malformed"})
  void anyResultOfVoid(String json) throws BadPayloadException {
    assertEquals(new Reply(null, Optional.empty()), reply(json, null, Map.of()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"x\" | \"x\" is not an int",
        "null  | null is not an int",
        "``    | the payload is empty",
        "42 1  | the JSON value is followed by more data",
      })
  void badResults(String json, String reason) {
    assertEquals(
        reason,
        assertThrows(BadPayloadException.class, () -> reply(json, number, Map.of())).getMessage());
  }

  @ParameterizedTest
  @EnumSource
  void readsTheErrorsItWrites(ErrorCode code) throws BadPayloadException {
    CallError error = new CallError(code, "\"\u00e9\uD83D\uDE00\"", "Type");
    Message message = mapping.error(header(REPLY_TOPIC, bytes(7)), error).orElseThrow();
    assertEquals(new Reply(null, Optional.of(error)), mapping.readReply(message, number));
    assertEquals(new Reply(null, Optional.of(error)), mapping.readReply(message, null));
  }

  @Test
  void errorsOfOthers() throws BadPayloadException {
    assertEquals(
        Optional.of(new CallError(ErrorCode.UNKNOWN, "m", "")),
        reply(
                "null",
                number,
                Map.of("remoting-error-code", "FROM_THE_FUTURE", "remoting-error-message", "m"))
            .error());
    assertEquals(
        Optional.of(new CallError(ErrorCode.UNKNOWN, "", "")),
        reply("null", number, Map.of("remoting-error-code", "internal")).error());
    assertEquals(
        Optional.of(new CallError(ErrorCode.CANCELLED, "", "")),
        reply("", number, Map.of("remoting-error-code", "CANCELLED")).error(),
        "whatever the payload");
    assertEquals(
        Optional.empty(),
        reply("42", number, Map.of("remoting-error-message", "no error")).error());
  }
}
