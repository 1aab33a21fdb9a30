package io.mqttremoting.internal.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.Metadata;
import io.mqttremoting.internal.json.BadPayloadException;
import io.mqttremoting.internal.json.Json;
import io.mqttremoting.internal.json.JsonArgumentsCodec;
import io.mqttremoting.internal.wire.Mapping.Header;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Metadata in both mappings. */
class MetadataWireTest {
  private static final String REPLIES = "io.world/Hello/rpc/v3/say/c1/result";
  private static final String START =
      "{\"correlationData\":\"7\",\"responseTopic\":\"" + REPLIES + "\",";
  private static final Metadata SOME =
      Metadata.of("tenant", "\"a\"")
          .with("tracestate", "s")
          .with("b", "ü")
          .with("traceparent", "p");

  private final Mapping v3 = new MappingV3(Json.CODEC);
  private final Mapping v5 = new MappingV5();
  private final JsonArgumentsCodec none = Json.arguments();

  private static Mapping.Head head(Metadata metadata) {
    return new Mapping.Head(
        "t", "7", REPLIES, Duration.ofMillis(9), "m", Duration.ZERO, 5, metadata);
  }

  private static String text(Message message) {
    return new String(message.payload(), UTF_8);
  }

  private Header header(String json) {
    return v3.readHeader(Requests.message(json));
  }

  private static Header header(Map<String, String> user) {
    return new MappingV5()
        .readHeader(
            new Message(
                "t",
                new byte[] {'[', ']'},
                1,
                false,
                new Message.Properties(REPLIES, new byte[1], 0, UserProperties.of(user))));
  }

  private String refusal(String fields) {
    Message request = Requests.message(START + fields + ",\"data\":[]}");
    Header header = v3.readHeader(request);
    return assertThrows(BadPayloadException.class, () -> v3.readArguments(request, header, none))
        .getMessage();
  }

  @Test
  void requestsInTheEnvelope() {
    Message request = v3.request(head(SOME), none.encode(null));
    assertEquals(
        START
            + "\"timeoutMillis\":9,\"memory\":\"m\",\"until\":5,\"traceparent\":\"p\","
            + "\"tracestate\":\"s\",\"metadata\":{\"tenant\":\"\\\"a\\\"\",\"b\":\"ü\"},"
            + "\"data\":[]}",
        text(request));
    Header header = v3.readHeader(request);
    assertEquals(SOME, header.metadata());
    assertEquals(Optional.empty(), header.problem());
    assertEquals(5, header.until());
    Message trace = v3.request(head(Metadata.of("traceparent", "p")), none.encode(null));
    assertEquals(
        START
            + "\"timeoutMillis\":9,\"memory\":\"m\",\"until\":5,\"traceparent\":\"p\",\"data\":[]}",
        text(trace));
    assertEquals(Metadata.of("traceparent", "p"), v3.readHeader(trace).metadata());
  }

  @Test
  void requestsInMqtt5() {
    Message request = v5.request(head(SOME), none.encode(null));
    assertEquals("[]", text(request));
    Map<String, String> expected = new LinkedHashMap<>();
    expected.put("remoting", "1");
    expected.put("remoting-memory", "m");
    expected.put("remoting-until", "5");
    expected.putAll(SOME.asMap());
    assertEquals(expected.toString(), request.properties().user().toString());
    assertEquals(SOME, v5.readHeader(request).metadata());
  }

  @Test
  void aRequestWithoutMetadataIsAsBefore() {
    Message request = v3.request(head(Metadata.empty()), none.encode(null));
    assertEquals(
        START + "\"timeoutMillis\":9,\"memory\":\"m\",\"until\":5,\"data\":[]}", text(request));
    assertEquals(Metadata.empty(), RequestHeader.readStart(request.payload()).metadata());
    Message other = v5.request(head(Metadata.empty()), none.encode(null));
    assertEquals(3, other.properties().user().asMap().size());
    assertSame(
        other.properties().user(),
        v5.request(head(Metadata.empty()), none.encode(null)).properties().user());
    assertNull(
        RequestHeader.readStart(v3.request(head(SOME), none.encode(null)).payload()),
        "a parser reads it");
  }

  /** As libraries write it for which {@code null} is the same as nothing. */
  @Test
  void nullIsNoMetadata() {
    Header header = header(START + "\"metadata\":null,\"timeoutMillis\":9,\"data\":[]}");
    assertEquals(Metadata.empty(), header.metadata());
    assertEquals(Optional.empty(), header.problem());
    assertEquals(Optional.of(Duration.ofMillis(9)), header.timeout());
  }

  @Test
  void repliesInTheEnvelope() throws BadPayloadException {
    Header header = header(START + "\"data\":[]}");
    Message result = v3.result(header, Json.CODEC.value(int.class), 42, SOME).orElseThrow();
    String metadata =
        ",\"traceparent\":\"p\",\"tracestate\":\"s\","
            + "\"metadata\":{\"tenant\":\"\\\"a\\\"\",\"b\":\"ü\"}}";
    assertEquals("{\"correlationData\":\"7\",\"data\":42" + metadata, text(result));
    assertEquals("7", v3.readCorrelationData(result));
    assertEquals(
        new Mapping.Reply(42, Optional.empty(), SOME),
        v3.readReply(result, Json.CODEC.value(int.class)));
    CallError error = new CallError(ErrorCode.INTERNAL, "m", "");
    Message failure = v3.error(header, error, SOME).orElseThrow();
    assertEquals(
        "{\"correlationData\":\"7\",\"error\":{\"code\":\"INTERNAL\",\"message\":\"m\"}" + metadata,
        text(failure));
    assertEquals(new Mapping.Reply(null, Optional.of(error), SOME), v3.readReply(failure, null));
  }

  @Test
  void repliesInMqtt5() throws BadPayloadException {
    Header header = header(Map.of("remoting", "1"));
    Message result = v5.result(header, null, null, SOME).orElseThrow();
    assertEquals(SOME.asMap(), result.properties().user().asMap());
    assertEquals(new Mapping.Reply(null, Optional.empty(), SOME), v5.readReply(result, null));
    CallError error = new CallError(ErrorCode.INTERNAL, "m", "");
    Message failure = v5.error(header, error, SOME).orElseThrow();
    assertEquals("INTERNAL", failure.properties().user().get("remoting-error-code"));
    assertEquals(new Mapping.Reply(null, Optional.of(error), SOME), v5.readReply(failure, null));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"metadata\":7 | 'metadata' must be an object of strings",
        "\"metadata\":{\"a\":7} | metadata must be strings",
        "\"metadata\":{\"a\":{\"b\":\"c\"},\"d\":\"e\"} | metadata must be strings",
        "\"tracestate\":[] | metadata must be strings",
        "\"metadata\":{\"a\":\"1\",\"a\":\"2\"} | a key of metadata is given twice",
        "\"metadata\":{},\"metadata\":{} | 'metadata' is given twice",
        "\"traceparent\":\"p\",\"traceparent\":\"p\" | 'traceparent' is given twice",
        "\"metadata\":{\"traceparent\":\"p\"}"
            + " | metadata 'traceparent' must be a field of the envelope itself",
        "\"metadata\":{\"a\":\"\\n\"} | metadata 'a': its value has a character that MQTT forbids,"
            + " such as a control character",
        "\"metadata\":{\"remoting-memory\":\"m\"} | metadata 'remoting-memory': a key has"
            + " lower-case letters, digits, '-', '_' and '.', begins with a letter, and does not"
            + " begin with 'remoting'",
      })
  void badMetadataInTheEnvelopeIsRefused(String fields, String message) {
    assertEquals(message, refusal(fields));
  }

  @Test
  void metadataAfterDataCountsIfTheHeaderIsNotComplete() {
    assertEquals(
        Metadata.of("traceparent", "p").with("a", "b"),
        header(
                "{\"correlationData\":\"7\",\"data\":[],\"metadata\":{\"a\":\"b\"},"
                    + "\"responseTopic\":\"r\",\"traceparent\":\"p\"}")
            .metadata());
    assertEquals(
        Metadata.empty(), header(START + "\"data\":[],\"metadata\":{\"a\":\"b\"}}").metadata());
    assertEquals(Metadata.empty(), header(START + "\"metadata\":null,\"data\":[]}").metadata());
  }

  @Test
  void tooMuchMetadataIsRefused() {
    String keys =
        IntStream.range(0, 65)
            .mapToObj(i -> "\"k" + i + "\":\"\"")
            .collect(Collectors.joining(","));
    assertEquals(
        "metadata 'k64': there are 64 other keys already", refusal("\"metadata\":{" + keys + "}"));
    String large = "x".repeat(8192);
    String tooLarge =
        "metadata 'a': with it, names and values have 8193 bytes; at most 8192 may travel";
    assertEquals(tooLarge, refusal("\"metadata\":{\"a\":\"" + large + "\"}"));
    Header header = header(Map.of("remoting", "1", "a", large));
    assertEquals(Optional.of(tooLarge), header.problem());
    assertEquals(Metadata.empty(), header.metadata());
  }

  @Test
  void userPropertiesOfOthersAreIgnored() {
    Header header =
        header(Map.of("remoting-new", "1", "Foreign", large(), "a", "line\nfeed", "b", "c"));
    assertEquals(Metadata.of("b", "c"), header.metadata());
    assertEquals(Optional.empty(), header.problem());
  }

  private static String large() {
    return "x".repeat(10_000);
  }

  @Test
  void aReplyWithBadMetadataIsReadWithoutIt() throws BadPayloadException {
    assertEquals(
        new Mapping.Reply(null, Optional.empty(), Metadata.empty()),
        v3.readReply(
            Requests.message("{\"correlationData\":\"7\",\"metadata\":{\"A\":\"b\"},\"data\":0}"),
            null));
    Message reply =
        new Message(
            "t",
            new byte[] {'0'},
            1,
            false,
            new Message.Properties(null, new byte[1], 0, UserProperties.of(Map.of("a", large()))));
    assertEquals(
        new Mapping.Reply(null, Optional.empty(), Metadata.empty()), v5.readReply(reply, null));
  }

  @Test
  void metadataCountsInTheSizeOfAMessage() {
    int before = v5.request(head(Metadata.empty()), new byte[2]).size();
    assertEquals(
        before + 6 + 8, v5.request(head(Metadata.of("tenant", "12345678")), new byte[2]).size());
  }

  @ParameterizedTest
  @CsvSource({
    "io.world/Hello/rpc/say/c1/result, c1",
    "io.world/Hello/rpc/v3/say/c1/result, c1",
    "plant7/@kitchen/io.world/Hello/rpc/say/c1/result, c1",
    "io.world/Hello/rpc/sayc1/result,",
    "io.world/Hello/rpc/say/c1/other,",
    "replies/c1/result,",
    "some/replies,"
  })
  void theCallerIsReadFromTheReplyTopic(String topic, String caller) {
    assertEquals(
        Optional.ofNullable(caller),
        new Header(Optional.empty(), Optional.of(topic), Optional.empty(), true).callerId());
  }
}
