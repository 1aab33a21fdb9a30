package io.mqttremoting.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.mqttremoting.ClientHandle;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.ServiceHandle;
import io.mqttremoting.api.NotConnectedException;
import io.mqttremoting.api.ServiceUnavailableException;
import io.mqttremoting.internal.json.Json;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.Packet;
import io.mqttremoting.testsupport.RawClient;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Duplicate requests and repeated calls, as a raw client sees them on the wire. */
class AtMostOnceTest {
  private static final String SAY = "io.world/Hello/rpc/v3/say";
  private static final String STATUS = "io.world/Hello/_status/server";

  private final Rig rig = new Rig();
  private final Hello hello = new Hello();
  private RemotingConnection serving;
  private ServiceHandle handle;
  private RawClient raw;

  @BeforeEach
  void serve() {
    raw = rig.observer("raw");
    serving = rig.connect("server");
    handle = serving.serve(hello);
  }

  @AfterEach
  void close() {
    rig.close();
  }

  /** The {@code memory} in the latest status of the service. */
  private String memory() {
    Await.until("a status", () -> raw.seen().stream().anyMatch(AtMostOnceTest::isOnline));
    List<Packet> online = raw.seen().stream().filter(AtMostOnceTest::isOnline).toList();
    byte[] last = online.get(online.size() - 1).payload();
    return Json.tree(last).get("memory").asText();
  }

  private static boolean isOnline(Packet packet) {
    return packet.topic().equals(STATUS) && packet.text().contains("\"memory\"");
  }

  private static String request(String correlation, String more) {
    return "{\"correlationData\":\""
        + correlation
        + "\",\"responseTopic\":\"my/reply\",\"timeoutMillis\":30000,"
        + more
        + "\"data\":[{\"content\":\"hi\"},0]}";
  }

  @Test
  void aRequestThatComesAgainIsAnsweredFromMemory() {
    raw.publish(SAY, request("a", ""));
    assertEquals("{\"correlationData\":\"a\",\"data\":1}", raw.next("my/reply").text());
    raw.publish(SAY, request("a", ""));
    assertEquals("{\"correlationData\":\"a\",\"data\":1}", raw.next("my/reply").text());
    raw.publish(SAY, request("b", ""));
    assertEquals("{\"correlationData\":\"b\",\"data\":2}", raw.next("my/reply").text());
    assertEquals(2, hello.said.get());
  }

  @Test
  void errorsAreRemembered() {
    String refused = request("a", "").replace(",0]", ",2]");
    raw.publish(SAY, refused);
    String first = raw.next("my/reply").text();
    raw.publish(SAY, refused);
    assertEquals(first, raw.next("my/reply").text());
    assertTrue(first.contains("never is never"), first);
  }

  @Test
  void aRequestThatComesAgainWhileItIsExecutedIsAnsweredOnce() {
    handle.close();
    SlowHello slow = new SlowHello();
    serving.serve(slow);
    raw.publish(SAY, request("a", ""));
    Await.open(slow.entered);
    raw.publish(SAY, request("a", ""));
    raw.publish(SAY, request("b", "")); // waits behind the first
    raw.publish(SAY, request("b", ""));
    raw.publish(SAY + "Nothing", request("fence", "")); // refused at once, without waiting
    assertTrue(raw.next("my/reply").text().contains("fence"), "what came before has arrived");
    slow.release.countDown();
    assertEquals("{\"correlationData\":\"a\",\"data\":1}", raw.next("my/reply").text());
    assertEquals("{\"correlationData\":\"b\",\"data\":2}", raw.next("my/reply").text());
    raw.publish(SAY, request("c", ""));
    assertEquals("{\"correlationData\":\"c\",\"data\":3}", raw.next("my/reply").text());
  }

  @Test
  void aRequestThatWasRefusedForOverloadIsNotExecutedWhenItComesAgain() {
    SlowHello slow = new SlowHello();
    RemotingConnection narrow = rig.connect("narrow", builder -> builder.queueCapacity(1));
    handle.close();
    narrow.serve(slow);
    raw.publish(SAY, request("a", ""));
    Await.open(slow.entered);
    raw.publish(SAY, request("b", ""));
    String refusal = raw.next("my/reply").text();
    assertTrue(refusal.contains("\"b\"") && refusal.contains("RESOURCE_EXHAUSTED"), refusal);
    slow.release.countDown();
    assertEquals("{\"correlationData\":\"a\",\"data\":1}", raw.next("my/reply").text());
    raw.publish(SAY, request("b", ""));
    assertEquals(refusal, raw.next("my/reply").text());
    assertEquals(1, slow.said.get());
  }

  /**
   * The reply must not arrive before what the call published, so it travels at the same QoS.
   * Without anything published, the reply may go at QoS 0.
   */
  @Test
  void repliesDoNotOvertakeWhatTheCallPublished() {
    raw.publishAtQos0(SAY, request("a", "\"memory\":\"" + memory() + "\","));
    assertEquals(1, raw.next("my/reply").qos());
    String refused = request("b", "\"memory\":\"" + memory() + "\",").replace(",0]", ",2]");
    raw.publishAtQos0(SAY, refused);
    assertEquals(0, raw.next("my/reply").qos(), "nothing was published");
    raw.publishAtQos0(SAY, request("c", "").replace(",0]", ",2]"));
    assertEquals(1, raw.next("my/reply").qos(), "this caller does not repeat");
  }

  /** Some brokers deliver a message at QoS 1 before an earlier one at QoS 0. */
  @Test
  void theOfflineStatusDoesNotOvertakeReplies() {
    handle.close();
    raw.clear();
    SlowHello slow = new SlowHello();
    ServiceHandle leaving = serving.serve(slow);
    String refused = request("a", "\"memory\":\"" + memory() + "\",").replace(",0]", ",2]");
    raw.publishAtQos0(SAY, refused); // publishes nothing else
    Await.open(slow.entered);
    CompletableFuture<Void> closing =
        CompletableFuture.runAsync(leaving::close, task -> new Thread(task, "closes").start());
    Await.until(
        "it is leaving",
        () -> {
          raw.publish(SAY, request("other" + raw.seen().size(), ""));
          return raw.seen().stream().anyMatch(packet -> packet.text().contains("about to leave"));
        });
    slow.release.countDown();
    Packet reply =
        raw.next("the reply", p -> p.topic().equals("my/reply") && p.text().contains("\"a\""));
    assertEquals(1, reply.qos());
    Await.result(closing);
  }

  @Test
  void aRequestForAnotherInstanceIsNotExecuted() {
    String memory = memory();
    raw.publish(SAY, request("a", "\"memory\":\"another\","));
    raw.publish(SAY.replace("say", "nosuch"), request("c", "\"memory\":\"another\","));
    raw.publish(SAY, request("b", "\"memory\":\"" + memory + "\","));
    assertEquals("{\"correlationData\":\"b\",\"data\":1}", raw.next("my/reply").text());
    assertEquals(1, hello.said.get());
  }

  @Test
  void aServiceThatIsServedAnewHasAnotherMemory() {
    String before = memory();
    raw.clear();
    handle.close();
    raw.next("offline", p -> p.topic().equals(STATUS));
    serving.serve(hello);
    raw.publish(SAY, request("a", "\"memory\":\"" + before + "\","));
    raw.publish(SAY, request("b", "\"memory\":\"" + memory() + "\","));
    assertEquals("{\"correlationData\":\"b\",\"data\":1}", raw.next("my/reply").text());
  }

  /** The raw client plays a service that remembers its replies. */
  @Test
  void aCallToAServiceThatRemembersIsRepeatedUntilItIsAnswered() throws Exception {
    handle.close();
    RemotingConnection calling = rig.connect("caller");
    IHello client = calling.client(IHello.class);
    raw.retain("_remoting/played", "{\"online\":true,\"session\":\"s\"}");
    raw.retain(
        "io.world/Hello/_status/played",
        "{\"online\":true,\"mappings\":[\"v3\"],\"session\":\"s\",\"memory\":\"m\"}");
    assertTrue(ClientHandle.of(client).awaitAvailable(Await.DEADLINE));
    raw.clear();

    CompletableFuture<Integer> call = client.sayAsync(new Message("hi"), When.NOW);
    Packet first = raw.next(SAY);
    assertEquals(0, first.qos());
    JsonNode request = Json.tree(first.payload());
    assertEquals("m", request.get("memory").asText());
    assertEquals(null, request.get("repeatedAfterMillis"));
    Packet second = raw.next(SAY);
    assertEquals(1, second.qos());
    JsonNode again = Json.tree(second.payload());
    assertEquals(request.get("correlationData"), again.get("correlationData"));
    assertEquals(request.get("data"), again.get("data"));
    long after = again.get("repeatedAfterMillis").asLong();
    assertTrue(after >= 450 && after < 30_000, again.toString());
    assertEquals(30_000.0 - after, again.get("timeoutMillis").asDouble(), 2.0);

    rig.broker().disconnect("caller"); // the request is repeated on the next connect
    raw.next("a third", p -> p.topic().equals(SAY));
    raw.publish(
        request.get("responseTopic").asText(),
        "{\"correlationData\":" + request.get("correlationData") + ",\"data\":7}");
    assertEquals(7, Await.result(call));
    assertEquals(0, calling.statistics().openCalls());

    client.setLast(new Message("first"));
    CompletableFuture<Integer> behind = client.sayAsync(new Message("second"), When.NOW);
    Packet follower = raw.next("it", p -> p.topic().equals(SAY) && p.text().contains("second"));
    assertEquals(1, follower.qos(), "it must not overtake the change");
    raw.publish(
        request.get("responseTopic").asText(),
        "{\"correlationData\":"
            + Json.tree(follower.payload()).get("correlationData")
            + ",\"data\":8}");
    assertEquals(8, Await.result(behind));
    raw.clear();

    CompletableFuture<Integer> lost = client.sayAsync(new Message("hi"), When.NOW);
    assertEquals(0, raw.next("a request", p -> p.topic().equals(SAY)).qos());
    raw.retain(
        "io.world/Hello/_status/played",
        "{\"online\":true,\"mappings\":[\"v3\"],\"session\":\"s2\",\"memory\":\"m2\"}");
    ServiceUnavailableException failure =
        assertInstanceOf(ServiceUnavailableException.class, Await.failure(lost));
    assertTrue(failure.wasSent());
    raw.forget("io.world/Hello/_status/played");
  }

  /** A service in another language, for example, publishes no status. */
  @Test
  void aCallToAnyOtherServiceIsSentOnce() {
    handle.close();
    raw.next("its leaving", packet -> packet.line().startsWith(STATUS + " {\"online\":false}"));
    raw.forget(STATUS);
    IHello client = rig.connect("caller").client(IHello.class);
    raw.clear();
    CompletableFuture<Integer> call = client.sayAsync(new Message("hi"), When.NOW);
    Packet first = raw.next(SAY);
    assertEquals(1, first.qos());
    assertEquals(null, Json.tree(first.payload()).get("memory"));
    rig.broker().disconnect("caller");
    NotConnectedException failure =
        assertInstanceOf(NotConnectedException.class, Await.failure(call));
    assertTrue(failure.wasSent());
  }
}
