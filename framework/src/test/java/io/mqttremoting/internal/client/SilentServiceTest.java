package io.mqttremoting.internal.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.internal.wire.Message;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Calls to a service that has not replied to earlier ones. */
class SilentServiceTest extends PresenceScene {
  /** When this returns, the service has left one call unanswered. */
  private void connectToASlowService() throws Exception {
    connect(MqttVersion.MQTT_5, 100);
    enter("s1", REMEMBERING);
    CompletableFuture<Void> lost = client.greetSoon();
    assertEquals("m", addressee());
    awaitEnd(lost);
    runTasks();
  }

  /** When this returns, the service has left one call and one ping unanswered. */
  private void connectToAServiceThatDoesNotAnswer() throws Exception {
    connect(MqttVersion.MQTT_5, 100);
    broker.isHeardByNobody = PING::equals;
    enter("s1", REMEMBERING);
    awaitEnd(client.greetSoon());
    runTasks();
  }

  /** A timeout does not prove that the service is dead, so calls are still addressed to it. */
  @Test
  void aSlowServiceIsAddressedFurtherAndAskedWhetherItIsAlive() throws Exception {
    connectToASlowService();
    Message ping = broker.lastTo.get(PING);
    assertEquals("m", ping.properties().user().get("remoting-memory"));
    assertEquals(1, ping.qos());
    var unused = client.greetLater();
    assertEquals("m", addressee());
    awaitEnd(client.greetSoon());
    runTasks();
    Message.Properties latest = broker.lastTo.get(PING).properties();
    assertTrue( // it is repeated if this takes long
        Arrays.equals(latest.correlationData(), ping.properties().correlationData())
            || latest.user().get("remoting-repeated-after") != null,
        "one question at a time");
  }

  @Test
  void aSlowServiceIsAskedAgainAfterItHasAnswered() throws Exception {
    connectToASlowService();
    broker.answer(broker.lastTo.get(PING), "0");
    runTasks();
    broker.published.clear();
    awaitEnd(client.greetSoon());
    runTasks();
    assertTrue(broker.published.contains(PING));
    assertEquals("m", addressee());
  }

  @Test
  void aSilentServiceIsAddressedNoMoreUntilItSpeaks() throws Exception {
    connectToASlowService();
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    do {
      assertTrue(System.nanoTime() < end, "it is addressed still");
      LockSupport.parkNanos(1_000_000);
      client.greetLater().cancel(true);
    } while ("m"
        .equals(broker.lastTo.get(V5 + "Later").properties().user().get("remoting-memory")));
    runTasks();
    broker.receiveRetained(STATUS + "s1", REMEMBERING);
    broker.receiveRetained(CONNECTION + "s1", ONLINE);
    var unused = client.greetLater();
    assertEquals(null, addressee(), "what the broker kept says nothing new");
    connectionIs("s1", ONLINE);
    unused = client.greetLater();
    assertEquals("m", addressee());
  }

  /** The silence may have been that of the client's own connection. */
  @Test
  void aServiceThatDidNotAnswerIsAskedAgainOnTheNextConnect() throws Exception {
    connectToAServiceThatDoesNotAnswer();
    var unused = client.greetLater();
    assertEquals(null, addressee());
    broker.isHeardByNobody = topic -> false;
    loseAndReconnect();
    broker.published.clear();
    broker.receiveRetained(STATUS + "s1", REMEMBERING);
    broker.receiveRetained(CONNECTION + "s1", ONLINE);
    runTasks();
    assertEquals(List.of(PING), broker.published);
    unused = client.greetLater();
    assertEquals("m", addressee());
  }

  @Test
  void aServiceThatDoesNotAnswerIsAddressedNoMoreUntilItSpeaks() throws Exception {
    connectToAServiceThatDoesNotAnswer();
    var unused = client.greetLater();
    assertEquals(null, addressee());
    connectionIs("s1", ONLINE);
    unused = client.greetLater();
    assertEquals("m", addressee());
  }

  @Test
  void theOnlyServiceIsTrustedAgainWhenItAnswers() throws Exception {
    connectToAServiceThatDoesNotAnswer();
    CompletableFuture<Void> answered = client.greetLater();
    assertEquals(null, addressee());
    broker.answer("0");
    runTasks();
    assertTrue(answered.isDone());
    var unused = client.greetLater();
    assertEquals("m", addressee());
  }

  /**
   * Of several services that seem to be available, the earlier ones may have gone with a broker.
   */
  @Test
  void callsGoToTheServiceThatSaidLastThatItIsThere() throws Exception {
    connect(MqttVersion.MQTT_5);
    enter("s1", since("a", ",\"since\":\"2026-11-29T10:00:00.000Z\""));
    enter("s2", since("b", ",\"since\":\"2026-11-29T10:00:00.001Z\""));
    enter("s3", since("c", ""));
    var unused = client.greetLater();
    assertEquals("b", addressee());
    statusIs("s1", since("a", ",\"since\":\"2026-11-29T10:00:01.000Z\""));
    unused = client.greetLater();
    assertEquals("a", addressee());
    connectionIs("s1", OFFLINE);
    connectionIs("s2", OFFLINE);
    unused = client.greetLater();
    assertEquals("c", addressee());
  }

  private static String since(String memoryId, String since) {
    return "{\"online\":true,\"mappings\":[\"v5\"],\"memory\":\"" + memoryId + "\"" + since + "}";
  }

  /** Even while it is not known yet what happened to the service that did not reply. */
  @Test
  void callsGoToAServiceThatRepliesRatherThanToOneThatDidNot() throws Exception {
    connectToASlowService();
    enter("s2", "{\"online\":true,\"mappings\":[\"v5\",\"v3\"],\"memory\":\"n\"}");
    var unused = client.greetLater();
    assertEquals("n", addressee());
    awaitEnd(client.greetSoon());
    connectionIs("s1", ONLINE);
    unused = client.greetLater();
    assertEquals("m", addressee());
  }
}
