package io.mqttremoting.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import io.mqttremoting.ClientHandle;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.ServiceHandle;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.internal.json.Json;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.LogCapture;
import io.mqttremoting.testsupport.Packet;
import io.mqttremoting.testsupport.RawClient;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages that no correct peer sends: each is logged, answered if possible, and does no harm. */
class BadInputTest {
  private static final int MAX_PAYLOAD =
      16 * 1024; // from 64 KiB on, Moquette drops acknowledgements
  private static final String ID = "io.test.wide/Everything";
  private static final String DEEP = "[".repeat(5000);
  private static final String HUGE = "\"" + "h".repeat(MAX_PAYLOAD) + "\"";

  private static Rig rig;
  private static RemotingConnection serving;
  private static RemotingConnection calling;
  private static RawClient raw;
  private static int calls;

  private final List<Runnable> ends = new ArrayList<>();
  private LogCapture log;

  @BeforeAll
  static void open() {
    rig = new Rig();
    serving = rig.connect("server", builder -> builder.maxPayloadBytes(MAX_PAYLOAD));
    calling = rig.connect("caller", builder -> builder.maxPayloadBytes(MAX_PAYLOAD));
    raw = rig.observer("raw");
  }

  @AfterAll
  static void close() {
    rig.close();
  }

  @BeforeEach
  void capture() {
    log = new LogCapture(Level.DEBUG); // some come too often to be logged as warnings
    raw.fence();
    raw.clear();
  }

  @AfterEach
  void end() {
    ends.forEach(Runnable::run);
    log.close();
    for (String property : List.of("count", "ratio", "enabled", "version", "way_points", "name")) {
      raw.forget(ID + "/prop/" + property);
    }
    raw.forget(ID + "/_status/server"); // else clients know that there is no service
    assertTrue(serving.isConnected());
    assertTrue(calling.isConnected());
  }

  private Everything serve() {
    Everything everything = new Everything();
    ServiceHandle handle = serving.serve(everything);
    ends.add(handle::close);
    return everything;
  }

  private IEverything client() {
    IEverything client = calling.client(IEverything.class);
    ends.add(() -> ClientHandle.of(client).close());
    return client;
  }

  private static byte[] invalidUtf8(String before, String after) {
    byte[] bytes = (before + "\u0001" + after).getBytes(StandardCharsets.UTF_8);
    bytes[before.getBytes(StandardCharsets.UTF_8).length] = (byte) 0xFF;
    return bytes;
  }

  // ------------------------------------------------------------- property changes, at a service

  private void badSet(String property, String payload, String reason) {
    badSet(property, payload.getBytes(StandardCharsets.UTF_8), reason);
  }

  private void badSet(String property, byte[] payload, String reason) {
    log.clear();
    raw.publish(ID + "/set/" + property, payload, false);
    log.line(ID + "." + property + ": a change is refused: ", reason);
  }

  @Test
  void badChangeRequests() {
    Everything everything = serve();
    badSet("count", "", "the payload is empty");
    badSet("count", "{}", "an object is not an int");
    badSet("count", "{not json", "malformed JSON");
    badSet("count", "tru", "malformed JSON");
    badSet("count", "7 8", "followed by more data");
    badSet("count", "null", "null is not an int");
    badSet("count", "\"7\"", "\"7\" is not an int");
    badSet("count", "1.5", "1.5 is not an int");
    badSet("count", "[7]", "an array is not an int");
    badSet("count", "99999999999", "out of the range of int");
    badSet("count", "1e999999999", "");
    badSet("count", "9".repeat(5000), "too long");
    badSet("enabled", "1", "1 is not a boolean");
    badSet("name", "5", "5 is not a String");
    badSet("name", invalidUtf8("\"a", "b\""), "");
    badSet("name", HUGE, "exceeds the limit of " + MAX_PAYLOAD);
    badSet("way_points", "[{\"z\":" + DEEP, "nested too deeply");
    badSet("way_points", "[{\"x\":\"one\"}]", "\"one\" is not an int");
    badSet("way_points", "{}", "an object is not an array");
    badSet("ratio", "1.0", "read-only");
    badSet("version", "\"2\"", "read-only");
    badSet("nosuch", "1", "no such member");
    badSet("", "1", "no such member");

    assertEquals(3, everything.getCount());
    assertEquals(0.5, everything.getRatio());
    raw.publish(ID + "/set/count", "4");
    Await.equal(4, everything::getCount);
  }

  // ------------------------------------------------------------------------ calls, at a service

  private void badCall(String operation, String payload, ErrorCode code, String reason) {
    badCall(operation, payload.getBytes(StandardCharsets.UTF_8), code, reason);
  }

  /** Sends a malformed request that has a response topic, and checks the refusal. */
  private void badCall(String operation, byte[] payload, ErrorCode code, String reason) {
    log.clear();
    raw.publish(ID + "/rpc/v3/" + operation, payload, false);
    log.line(ID + "." + operation + ": a request is refused, " + code + ": ", reason);
    Packet refusal = raw.next("bad/reply");
    assertEquals(1, refusal.qos(), "its caller asks only once");
    var reply = Json.tree(refusal.payload());
    assertEquals(code.name(), reply.get("error").get("code").asText());
    assertTrue(reply.get("error").get("message").asText().contains(reason), reply.toString());
    assertEquals(2, reply.get("error").size());
  }

  private static String envelope(String data) {
    return "{\"correlationData\":\""
        + fresh()
        + "\",\"responseTopic\":\"bad/reply\",\"data\":"
        + data
        + "}";
  }

  /**
   * New correlation data each time: a request with known correlation data is not executed again.
   */
  private static String fresh() {
    return "x" + ++calls;
  }

  private static String last() {
    return "x" + calls;
  }

  /** Sends a request that cannot be answered. */
  private void hopelessCall(String operation, String payload, String reason) {
    hopelessCall(operation, payload.getBytes(StandardCharsets.UTF_8), reason);
  }

  private void hopelessCall(String operation, byte[] payload, String reason) {
    log.clear();
    raw.publish(ID + "/rpc/v3/" + operation, payload, false);
    log.line(ID + "." + operation + ": a request is refused, ", reason);
  }

  private void assertStillServed(Everything everything) {
    int before = everything.resets.get();
    raw.publish(ID + "/rpc/v3/negate", envelope("[5]"));
    assertEquals(
        "{\"correlationData\":\"" + last() + "\",\"data\":-5}", raw.next("bad/reply").text());
    assertEquals(before, everything.resets.get());
  }

  @Test
  void badArguments() {
    Everything everything = serve();
    ErrorCode bad = ErrorCode.INVALID_ARGUMENT;
    badCall("negate", envelope("[]"), bad, "wrong number of arguments: 1 expected, 0 given");
    badCall("negate", envelope("[1,2]"), bad, "1 expected, more given");
    badCall("negate", envelope("null"), bad, "a JSON array of 1");
    badCall("negate", envelope("{\"value\":1}"), bad, "a JSON array of 1");
    badCall("negate", envelope("[\"1\"]"), bad, "argument 'value': \"1\" is not a long");
    badCall("negate", envelope("[null]"), bad, "argument 'value': null is not a long");
    badCall("negate", envelope("[1.5]"), bad, "argument 'value': 1.5 is not a long");
    badCall("negate", envelope("[{}]"), bad, "argument 'value': an object is not a long");
    badCall("negate", envelope("[99999999999999999999]"), bad, "argument 'value': ");
    badCall("reset", envelope("[1]"), bad, "0 expected");
    badCall("half", envelope("[\"NaN\"]"), bad, "argument 'value': \"NaN\" is not a double");
    badCall("half", envelope("[1e999]"), bad, "argument 'value'");
    badCall("next", envelope("[0]"), bad, "argument 'color': 0 is not a Color");
    badCall("next", envelope("[\"RED\"]"), bad, "argument 'color': \"RED\" is not a Color");
    badCall("mirror", envelope("[[{\"x\":[]}]]"), bad, "argument 'points': ");
    badCall("mirror", envelope("[7]"), bad, "argument 'points': 7 is not an array");
    badCall(
        "negate",
        "{\"correlationData\":\"" + fresh() + "\",\"responseTopic\":\"bad/reply\"}",
        bad,
        "1 expected, 0 given");
    assertStillServed(everything);
  }

  @Test
  void badJsonBehindAReadableHeader() {
    Everything everything = serve();
    ErrorCode bad = ErrorCode.INVALID_ARGUMENT;
    badCall("negate", envelope("[5]") + "x", bad, "");
    badCall("negate", envelope("[5"), bad, "");
    badCall("negate", envelope(DEEP), bad, "");
    badCall("later", invalidUtf8(envelope("[\"").replace("}", ""), "\"]}"), bad, "not UTF-8");
    badCall("later", envelope("[" + HUGE + "]"), bad, "exceeds the limit of " + MAX_PAYLOAD);
    assertStillServed(everything);
  }

  @Test
  void unknownOperations() {
    Everything everything = serve();
    badCall("nosuch", envelope("[]"), ErrorCode.UNIMPLEMENTED, "no such member");
    badCall("_nosuch", envelope("[]"), ErrorCode.UNIMPLEMENTED, "no such member");
    badCall("doubled", envelope("[1]"), ErrorCode.UNIMPLEMENTED, "no such member"); // but 'twice'
    hopelessCall("nosuch", "", "no such member");
    assertStillServed(everything);
  }

  @Test
  void badEnvelopes() {
    Everything everything = serve();
    for (String payload :
        List.of("", " ", "null", "5", "[]", "[1]", "\"text\"", "{", "}", "nonsense", "{\"a\"}")) {
      hopelessCall("reset", payload, "INVALID_ARGUMENT");
    }
    hopelessCall("reset", "{}", "missing");
    hopelessCall("reset", invalidUtf8("", ""), "INVALID_ARGUMENT");
    hopelessCall("reset", DEEP, "INVALID_ARGUMENT");
    hopelessCall("reset", HUGE, "exceeds the limit");
    hopelessCall("reset", "{\"a\":" + HUGE + "}", "exceeds the limit");
    hopelessCall(
        "reset",
        "{\"correlationData\":\"" + fresh() + "\",\"data\":[]}",
        "'responseTopic' is missing");
    assertEquals(0, everything.resets.get());
    assertStillServed(everything);
  }

  @Test
  void badCorrelationData() {
    Everything everything = serve();
    for (String correlation :
        List.of("5", "null", "{\"a\":[]}", "true", "\"" + "c".repeat(300) + "\"")) {
      badCall(
          "reset",
          "{\"correlationData\":" + correlation + ",\"responseTopic\":\"bad/reply\",\"data\":[]}",
          ErrorCode.INVALID_ARGUMENT,
          "'correlationData' must be a string of at most 256 characters");
    }
    badCall(
        "reset",
        "{\"responseTopic\":\"bad/reply\",\"data\":[]}",
        ErrorCode.INVALID_ARGUMENT,
        "'correlationData' is missing");
    assertEquals(0, everything.resets.get());
    assertStillServed(everything);
  }

  @Test
  void badResponseTopics() {
    Everything everything = serve();
    for (String topic :
        List.of(
            "5",
            "null",
            "[]",
            "\"\"",
            "\"#\"",
            "\"a/+/b\"",
            "\"a/#\"",
            "\"$SYS/x\"",
            "\"a\\u0000b\"",
            "\"a\\u0001b\"",
            "\"a\\ud800b\"",
            "\"a\\ufffe\"",
            "\"" + "t".repeat(2049) + "\"",
            "\"io.test.wide/Everything/prop/count\"",
            "\"io.test.wide/Everything/set/count\"",
            "\"io.test.wide/Everything/sig/tick\"",
            "\"io.test.wide/Everything/rpc/v3/reset\"",
            "\"io.test.wide/Everything/_status/x\"")) {
      log.clear();
      raw.publish(
          ID + "/rpc/v3/reset",
          "{\"correlationData\":\"" + fresh() + "\",\"responseTopic\":" + topic + ",\"data\":[]}");
      log.line(
          ID + ".reset: a request is refused, INVALID_ARGUMENT: ",
          "'responseTopic' is not a valid reply topic");
    }
    assertEquals(0, everything.resets.get());
    assertStillServed(everything);
    assertEquals(
        List.of(),
        raw.seen().stream()
            .filter(p -> p.text().contains("correlationData\":\"x") && p.text().contains("error"))
            .toList());
  }

  @Test
  void badTimeouts() {
    Everything everything = serve();
    for (String timeout : List.of("0", "-5", "\"5\"", "[]", "1.5", "1e999", "0.5")) {
      badCall(
          "reset",
          "{\"correlationData\":\""
              + fresh()
              + "\",\"responseTopic\":\"bad/reply\",\"timeoutMillis\":"
              + timeout
              + ",\"data\":[]}",
          ErrorCode.INVALID_ARGUMENT,
          "'timeoutMillis' must be a positive whole number");
    }
    assertEquals(0, everything.resets.get());
    for (String timeout : List.of("null", "5e4", "99999999999999999999999999", "9e18")) {
      raw.publish(
          ID + "/rpc/v3/reset",
          "{\"correlationData\":\""
              + fresh()
              + "\",\"responseTopic\":\"bad/reply\",\"timeoutMillis\":"
              + timeout
              + ",\"data\":[]}");
      assertEquals(
          "{\"correlationData\":\"" + last() + "\",\"data\":0}",
          raw.next("bad/reply").text(),
          timeout);
    }
    assertEquals(4, everything.resets.get());
    assertStillServed(everything);
  }

  // ------------------------------------------------------------------- values, at a client

  private void badValue(String property, String payload, String reason) {
    badValue(property, payload.getBytes(StandardCharsets.UTF_8), reason);
  }

  private void badValue(String property, byte[] payload, String reason) {
    log.clear();
    raw.publish(ID + "/prop/" + property, payload, false);
    log.line(ID, property, " is ignored: ", reason);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void badValuesLeaveTheLastGoodOne(boolean withHandler) {
    IEverything client = client();
    BlockingQueue<Object> changes = new LinkedBlockingQueue<>();
    if (withHandler) {
      client.onCountChanged(changes::add);
      client.onPathChanged(changes::add);
    }
    raw.publish(ID + "/prop/count", "41");
    raw.publish(ID + "/prop/way_points", "[{\"x\":1,\"y\":2}]");
    List<Point> path = List.of(new Point(1, 2));
    Await.equal(41, client::getCount);
    Await.equal(path, client::getPath);
    badValue("count", "", "the payload is empty");
    badValue("count", "{}", "an object is not an int");
    badValue("count", "{not json", "malformed JSON");
    badValue("count", "nonsense", "malformed JSON");
    badValue("count", "null", "null is not an int");
    badValue("count", "\"7\"", "\"7\" is not an int");
    badValue("count", "1.5", "1.5 is not an int");
    badValue("count", "7 8", "followed by more data");
    badValue("way_points", "[{\"z\":" + DEEP, "nested too deeply");
    badValue("way_points", "[{\"x\":{}}]", "an object is not an int");
    badValue("way_points", invalidUtf8("[{\"", "\":1}]"), "");
    badValue("way_points", HUGE, "exceeds the limit of " + MAX_PAYLOAD);
    badValue("nosuch", "1", "no such member");
    assertEquals(41, client.getCount());
    assertEquals(path, client.getPath());
    raw.publish(ID + "/prop/count", "42");
    Await.equal(42, client::getCount);
    if (withHandler) {
      assertEquals(41, Await.next(changes));
      assertEquals(path, Await.next(changes));
      assertEquals(42, Await.next(changes));
    }
  }

  @Test
  void badRetainedValueMeetsALateClient() {
    raw.retain(ID + "/prop/count", "bad");
    raw.retain(ID + "/prop/name", "\"good\"");
    IEverything client = client();
    log.line(ID + "/prop/count", "malformed JSON");
    assertEquals(0, client.getCount());
    Await.equal("good", client::getName);
  }

  // ------------------------------------------------------------------ signals, at a client

  private void badSignal(String signal, String payload, String reason) {
    badSignal(signal, payload.getBytes(StandardCharsets.UTF_8), reason);
  }

  private void badSignal(String signal, byte[] payload, String reason) {
    log.clear();
    raw.publish(ID + "/sig/" + signal, payload, false);
    log.line(ID, signal, " is ignored: ", reason);
  }

  @Test
  void badSignalsAreNotDelivered() {
    IEverything client = client();
    BlockingQueue<Object> events = new LinkedBlockingQueue<>();
    client.onTick(() -> events.add("tick"));
    client.onNamed(events::add);
    client.onMoved((number, point) -> events.add("moved"));
    client.onMeasured((what, value, color) -> events.add("measured"));
    badSignal("tick", "", "the payload is empty");
    badSignal("tick", "[1]", "0 expected, more given");
    badSignal("tick", "{}", "a JSON array of 0");
    badSignal("named", "\"n\"", "a JSON array of 1");
    badSignal("named", "[]", "1 expected, 0 given");
    badSignal("named", "[\"a\",\"b\"]", "1 expected, more given");
    badSignal("named", "[5]", "5 is not a String");
    badSignal("named", invalidUtf8("[\"", "\"]"), "");
    badSignal("named", "[" + HUGE + "]", "exceeds the limit");
    badSignal("moved", "[1]", "2 expected, 1 given");
    badSignal("moved", "[1,2]", "2 is not a Point");
    badSignal("measured", "[\"w\",null,10]", "null is not a double");
    badSignal("measured", "[\"w\",1,11]", "11 is not a Color");
    badSignal("measured", "[\"w\",1,10", "");
    badSignal("nosuch", "[]", "no such member");
    raw.publish(ID + "/sig/named", "[\"good\"]");
    assertEquals("good", Await.next(events));
    assertTrue(events.isEmpty());
  }

  // ------------------------------------------------------------------ replies, at a client

  private static String correlation(Packet request) {
    return Json.tree(request.payload()).get("correlationData").asText();
  }

  private void badReply(IEverything client, String reply, String reason) {
    CompletableFuture<Integer> call = client.doubledLater(1);
    Packet request = raw.next(ID + "/rpc/v3/twice");
    raw.publish(
        ID + "/rpc/v3/twice/caller/result",
        "{\"correlationData\":\"" + correlation(request) + "\"" + reply);
    RemotingException e = assertInstanceOf(RemotingException.class, Await.failure(call));
    assertEquals(ErrorCode.INTERNAL, e.code());
    assertEquals("twice", e.member());
    assertTrue(e.reason().startsWith("the reply cannot be read: "), e.reason());
    assertTrue(e.reason().contains(reason), e.reason());
  }

  @Test
  void badRepliesFailTheirCall() {
    IEverything client = client();
    badReply(client, "}", "'data' and 'error' are both missing");
    badReply(client, ",\"data\":\"2\"}", "\"2\" is not ");
    badReply(client, ",\"data\":1.5}", "1.5 is not ");
    badReply(client, ",\"data\":{}}", "an object is not ");
    badReply(client, ",\"data\":2", "");
    badReply(client, ",\"data\":2}}", "");
    badReply(client, ",\"data\":" + DEEP, "");
    badReply(client, ", nonsense", "");
    assertEquals(0, calling.statistics().openCalls());
    assertStillCalls(client);
  }

  @Test
  void repliesThatBelongToNoCallAreIgnored() {
    IEverything client = client();
    CompletableFuture<Integer> call = client.doubledLater(1);
    Packet request = raw.next(ID + "/rpc/v3/twice");
    String topic = ID + "/rpc/v3/twice/caller/result";
    for (String payload :
        List.of(
            "",
            "null",
            "[]",
            "5",
            "{",
            "{}",
            DEEP,
            "{\"correlationData\":5}",
            "{\"correlationData\":null,\"data\":2}",
            "{\"data\":2}")) {
      log.clear();
      raw.publish(topic, payload);
      log.line(topic, "a bad reply is ignored: ");
    }
    log.clear();
    raw.publish(topic, invalidUtf8("{\"", "\":1}"), false);
    log.line(topic, "a bad reply is ignored: ");
    log.clear();
    raw.publish(topic, "{\"correlationData\":\"y\",\"data\":" + HUGE + "}");
    log.line(ID + ".twice", " is ignored: ", "exceeds the limit");
    raw.publish(topic, "{\"correlationData\":\"nobody's\",\"data\":2}");
    raw.publish( // of a service that may answer that operation, and has guessed the number
        ID + "/rpc/v3/negate/caller/result",
        "{\"correlationData\":\"" + correlation(request) + "\",\"data\":99}");
    log.clear();
    raw.publish(ID + "/rpc/v3/nosuch/caller/result", "{}");
    log.line(ID + ".nosuch", " is ignored: no such member");
    raw.publish(topic, "{\"correlationData\":\"" + correlation(request) + "\",\"data\":2}");
    assertEquals(2, Await.result(call), "the call is still open for its own reply");
    assertStillCalls(client);
  }

  @Test
  void voidCallTakesAnyResultThoughNoNonsense() {
    IEverything client = client();
    for (String data : List.of("0", "null", "\"text\"", "[{\"a\":1}]", "{}")) {
      CompletableFuture<Void> call = client.resetLater();
      Packet request = raw.next(ID + "/rpc/v3/resetLater");
      raw.publish(
          ID + "/rpc/v3/resetLater/caller/result",
          "{\"correlationData\":\"" + correlation(request) + "\",\"data\":" + data + "}");
      assertEquals(null, Await.result(call));
    }
    CompletableFuture<Void> call = client.resetLater();
    Packet request = raw.next(ID + "/rpc/v3/resetLater");
    raw.publish(
        ID + "/rpc/v3/resetLater/caller/result",
        "{\"correlationData\":\"" + correlation(request) + "\",\"data\":[");
    RemotingException e = assertInstanceOf(RemotingException.class, Await.failure(call));
    assertEquals(ErrorCode.INTERNAL, e.code());
  }

  private static void assertStillCalls(IEverything client) {
    CompletableFuture<Integer> call = client.doubledLater(3);
    Packet request = raw.next(ID + "/rpc/v3/twice");
    raw.publish(
        ID + "/rpc/v3/twice/caller/result",
        "{\"correlationData\":\"" + correlation(request) + "\",\"data\":6}");
    assertEquals(6, Await.result(call));
  }
}
