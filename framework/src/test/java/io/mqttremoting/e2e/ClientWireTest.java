package io.mqttremoting.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.ClientHandle;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.Packet;
import io.mqttremoting.testsupport.RawClient;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a client sends, and how it reads the messages of a hand-written service. */
class ClientWireTest {
  private static final Pattern REQUEST =
      Pattern.compile(
          "\\{\"correlationData\":\"([^\"]+)\",\"responseTopic\":\"([^\"]+)\","
              + "\"timeoutMillis\":30000,\"data\":(.*)}");

  private static Rig rig;
  private static RemotingConnection connection;
  private static RawClient raw;

  private IHello hello;
  private IEverything everything;

  @BeforeAll
  static void open() {
    rig = new Rig();
    connection = rig.connect("caller");
    raw = rig.observer("raw");
  }

  @AfterAll
  static void close() {
    rig.close();
  }

  @BeforeEach
  void makeClients() {
    raw.fence();
    raw.clear();
    hello = connection.client(IHello.class);
    everything = connection.client(IEverything.class);
  }

  @AfterEach
  void end() {
    ClientHandle.of(hello).close();
    ClientHandle.of(everything).close();
    raw.forget("io.world/Hello/prop/last");
  }

  @Test
  void subscribesToValuesSignalsAndItsOwnReplies() {
    assertEquals(
        List.of(
            "io.test.wide/Everything/_status/+",
            "io.test.wide/Everything/prop/+",
            "io.test.wide/Everything/rpc/v3/+/caller/result",
            "io.test.wide/Everything/sig/+",
            "io.world/Hello/_status/+",
            "io.world/Hello/prop/+",
            "io.world/Hello/rpc/v3/+/caller/result",
            "io.world/Hello/sig/+"),
        List.copyOf(rig.subscriptions("caller")));
    raw.fence();
    assertEquals(List.of(), raw.lines("io."), "a client that does nothing says nothing");
  }

  @Test
  void setterPublishesTheValueAndChangesNothingHere() {
    hello.setLast(new Message("grüße"));
    everything.setCount(7);
    everything.setName(null);
    everything.setPath(List.of(new Point(1, 2)));
    everything.setEnabled(true);
    raw.awaitLines("io.world/", "io.world/Hello/set/last {\"content\":\"grüße\"} qos1");
    raw.awaitLines(
        "io.test.wide/",
        "io.test.wide/Everything/set/count 7 qos1",
        "io.test.wide/Everything/set/name null qos1",
        "io.test.wide/Everything/set/way_points [{\"x\":1,\"y\":2}] qos1",
        "io.test.wide/Everything/set/enabled true qos1");
    assertNull(hello.getLast());
    assertEquals(0, everything.getCount());
    RawClient late = rig.raw("late");
    assertEquals(List.of(), late.retained("+/+/set/#"));
  }

  @Test
  void callsPublishTheirArgumentsAndReturnWhatIsAnswered() {
    CompletableFuture<Integer> said = hello.sayAsync(new Message("hi"), When.SOON);
    Packet request = raw.next("io.world/Hello/rpc/v3/say");
    assertEquals(1, request.qos());
    Matcher parts = parts(request);
    assertEquals("io.world/Hello/rpc/v3/say/caller/result", parts.group(2));
    assertEquals("[{\"content\":\"hi\"},1]", parts.group(3));
    raw.publish(
        parts.group(2), "{\"data\":42,\"more\":{},\"correlationData\":\"" + parts.group(1) + "\"}");
    assertEquals(42, Await.result(said));
  }

  @Test
  void everyKindOfCallAndResult() {
    assertEquals("[]", answer(CompletableFuture.runAsync(everything::reset), "reset", "0", null));
    assertEquals(
        "[]", answer(everything.resetLater(), "resetLater", "{\"any\":[\"thing\"]}", null));
    assertEquals("[-5]", answer(later(() -> everything.negate(-5)), "negate", "5.0", 5L));
    assertEquals("[true]", answer(later(() -> everything.not(true)), "not", "false", false));
    assertEquals("[3.0]", answer(later(() -> everything.half(3)), "half", "2", 2.0));
    assertEquals(
        "[\"a\\\"\",1,true,0.25,10]",
        answer(
            later(() -> everything.join("a\"", 1, true, 0.25, Color.RED)), "join", "\"j\"", "j"));
    assertEquals(
        "[null]", answer(later(() -> everything.find(null)), "find", "null", Optional.empty()));
    assertEquals(
        "[\"k\"]", answer(later(() -> everything.find("k")), "find", "\"v\"", Optional.of("v")));
    assertEquals(
        "[[{\"x\":1,\"y\":2}]]",
        answer(
            later(() -> everything.mirror(List.of(new Point(1, 2)))),
            "mirror",
            "[{\"y\":9}]",
            List.of(new Point(0, 9))));
    assertEquals(
        "[[1,2]]",
        answer(
            later(() -> everything.group(new int[] {1, 2})).thenApply(m -> m.get("a")),
            "group",
            "{\"a\":[1]}",
            List.of(1)));
    assertEquals(
        "[20]", answer(later(() -> everything.next(Color.GREEN)), "next", "10", Color.RED));
    assertEquals("[\"x\"]", answer(everything.later("x"), "later", "\"y\"", "y"));
    assertEquals("[4]", answer(later(() -> everything.doubled(4)), "twice", "8", 8));
    assertEquals("[5]", answer(everything.doubledLater(5), "twice", "10", 10));
  }

  @Test
  void everyCallHasCorrelationDataOfItsOwn() {
    CompletableFuture<Integer> one = everything.doubledLater(1);
    CompletableFuture<Integer> two = everything.doubledLater(2);
    Matcher first = parts(raw.next("io.test.wide/Everything/rpc/v3/twice"));
    Matcher second = parts(raw.next("io.test.wide/Everything/rpc/v3/twice"));
    assertNotEquals(first.group(1), second.group(1));
    reply(second, "22");
    assertEquals(22, Await.result(two));
    assertTrue(!one.isDone());
    reply(first, "11");
    assertEquals(11, Await.result(one));
  }

  @Test
  void valuesAndSignalsOfAHandWrittenServiceArrive() {
    BlockingQueue<Object> events = new LinkedBlockingQueue<>();
    hello.onLastChanged(events::add);
    hello.onJustSaid(events::add);
    everything.onCountChanged(events::add);
    everything.onRatioChanged(events::add);
    everything.onPathChanged(events::add);
    everything.onEnabledChanged(events::add);
    everything.onTick(() -> events.add("tick"));
    everything.onNamed(events::add);
    everything.onMoved((number, point) -> events.add(number + " " + point));
    everything.onMeasured((what, value, color) -> events.add(what + " " + value + " " + color));

    raw.retain("io.world/Hello/prop/last", "{\"content\":\"by hand\",\"new\":1}");
    assertEquals(new Message("by hand"), Await.next(events));
    assertEquals(new Message("by hand"), hello.getLast());
    raw.publish("io.world/Hello/sig/justSaid", "[{\"content\":\"said\"}]");
    assertEquals(new Message("said"), Await.next(events));

    raw.publish("io.test.wide/Everything/prop/count", "1e3");
    assertEquals(1000, Await.next(events));
    assertEquals(1000, everything.getCount());
    raw.publish("io.test.wide/Everything/prop/ratio", "2");
    assertEquals(2.0, Await.next(events));
    raw.publish("io.test.wide/Everything/prop/way_points", "[{\"x\":3,\"y\":4}]");
    assertEquals(List.of(new Point(3, 4)), Await.next(events));
    raw.publish("io.test.wide/Everything/prop/enabled", "true");
    assertEquals(true, Await.next(events));
    assertTrue(everything.isEnabled());
    raw.publish("io.test.wide/Everything/sig/tick", "null");
    raw.publish("io.test.wide/Everything/sig/tick", "[]");
    assertEquals("tick", Await.next(events));
    assertEquals("tick", Await.next(events));
    raw.publish("io.test.wide/Everything/sig/named", "[\"n\"]");
    assertEquals("n", Await.next(events));
    raw.publish("io.test.wide/Everything/sig/moved", "[7,{\"x\":8,\"y\":9}]");
    assertEquals("7 Point[x=8, y=9]", Await.next(events));
    raw.publish("io.test.wide/Everything/sig/measured", "[\"heat\",1,20]");
    assertEquals("heat 1.0 GREEN", Await.next(events));
  }

  @Test
  void errorOfAHandWrittenServiceArrives() {
    CompletableFuture<Integer> said = hello.sayAsync(new Message("hi"), When.NOW);
    Matcher parts = parts(raw.next("io.world/Hello/rpc/v3/say"));
    raw.publish(
        parts.group(2),
        "{\"error\":{\"message\":\"no\",\"code\":\"APPLICATION\",\"type\":\"refused\",\"x\":[]},"
            + "\"correlationData\":\""
            + parts.group(1)
            + "\"}");
    RefusedException refused = assertThrows(RefusedException.class, () -> rethrow(said));
    assertEquals("no", refused.getMessage());
  }

  @Test
  void unknownCodesAndNamesArriveAsRemotingException() {
    assertEquals(
        "UNKNOWN: what",
        failure("{\"code\":\"OUT_OF_CHEESE\",\"message\":\"what\"}", ErrorCode.UNKNOWN));
    assertEquals("UNKNOWN: ", failure("{}", ErrorCode.UNKNOWN));
    assertEquals("UNKNOWN: ", failure("17", ErrorCode.UNKNOWN));
    assertEquals(
        "APPLICATION: m (java.lang.OutOfMemoryError)",
        failure(
            "{\"code\":\"APPLICATION\",\"message\":\"m\",\"type\":\"java.lang.OutOfMemoryError\"}",
            ErrorCode.APPLICATION));
  }

  private String failure(String error, ErrorCode code) {
    CompletableFuture<Integer> said = hello.sayAsync(new Message("hi"), When.NOW);
    Matcher parts = parts(raw.next("io.world/Hello/rpc/v3/say"));
    raw.publish(
        parts.group(2), "{\"correlationData\":\"" + parts.group(1) + "\",\"error\":" + error + "}");
    RemotingException e = assertThrows(RemotingException.class, () -> rethrow(said));
    assertEquals(code, e.code());
    assertEquals("io.world/Hello", e.interfaceName());
    assertEquals("say", e.member());
    assertTrue(e.getMessage().startsWith("io.world/Hello.say: "), e.getMessage());
    return e.getMessage().substring("io.world/Hello.say: ".length());
  }

  private static void rethrow(CompletableFuture<?> future) throws Throwable {
    throw Await.failure(future);
  }

  private static <T> CompletableFuture<T> later(java.util.function.Supplier<T> call) {
    return CompletableFuture.supplyAsync(call);
  }

  /** Answers a call, checks its result, and returns the arguments that were sent. */
  private static String answer(
      CompletableFuture<?> call, String operation, String data, Object expected) {
    Matcher parts = parts(raw.next("io.test.wide/Everything/rpc/v3/" + operation));
    assertEquals("io.test.wide/Everything/rpc/v3/" + operation + "/caller/result", parts.group(2));
    reply(parts, data);
    assertEquals(expected, Await.result(call));
    return parts.group(3);
  }

  private static void reply(Matcher parts, String data) {
    raw.publish(
        parts.group(2), "{\"correlationData\":\"" + parts.group(1) + "\",\"data\":" + data + "}");
  }

  private static Matcher parts(Packet request) {
    Matcher matcher = REQUEST.matcher(request.text());
    assertTrue(matcher.matches(), request.text());
    return matcher;
  }
}
