package io.mqttremoting.internal.mqtt5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.mqttremoting.ClientHandle;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.api.ServiceUnavailableException;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.Mosquitto;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A service of this library leaves, and one that publishes no status takes its place. */
@Timeout(60)
class PeerAfterServiceTest {
  private static final String ID = "io.world/Hello/";
  private static final String LEFT = "the service has left, or its connection is lost";

  @RegisterExtension private final Opened opened = new Opened();
  private Mosquitto broker;
  private IHello early;

  private RemotingConnection connect(MqttVersion version) {
    return opened.closedLater(Combination.connection(broker.uri(), Optional.of(version)).connect());
  }

  /** A service comes and goes; its status remains retained. */
  private void start(MqttVersion version) throws InterruptedException {
    early = connect(version).client(IHello.class);
    RemotingConnection serving = connect(MqttVersion.MQTT_5);
    serving.serve(new IHello.Hello());
    assertTrue(ClientHandle.of(early).awaitAvailable(Await.DEADLINE));
    serving.close();
    Await.until("the service has left", () -> !ClientHandle.of(early).isAvailable());
  }

  @BeforeEach
  void startBroker() {
    broker = opened.closedLater(Mosquitto.start());
  }

  private static void assertNobodyServes(IHello client) {
    ServiceUnavailableException thrown =
        assertThrows(ServiceUnavailableException.class, () -> client.say("x"));
    assertEquals(LEFT, thrown.reason());
    assertFalse(thrown.wasSent());
    thrown = assertThrows(ServiceUnavailableException.class, () -> client.setLast("x"));
    assertEquals(LEFT, thrown.reason());
  }

  /** Answers a request as services in other languages do. */
  private static void answer(RawClient peer) {
    Mqtt5Publish request = peer.next(ID + "rpc/say");
    assertEquals("[\"x\"]", RawClient.text(request));
    assertEquals("none", RawClient.userProperties(request).get("remoting-memory"));
    peer.publish(
        RawClient.message(request.getResponseTopic().orElseThrow().toString(), "\"from a peer\"")
            .correlationData(RawClient.correlationData(request)));
  }

  @Test
  void callsAndSettersReachThePeer() throws Exception {
    start(MqttVersion.MQTT_5);
    assertNobodyServes(early);
    RawClient peer = new RawClient(broker.uri());
    peer.subscribe(ID + "rpc/say");
    peer.subscribe(ID + "set/last");
    IHello late = connect(MqttVersion.MQTT_5).client(IHello.class);
    for (int i = 0; i < 3; i++) {
      for (IHello client : new IHello[] {early, late}) {
        CompletableFuture<String> said = CompletableFuture.supplyAsync(() -> client.say("x"));
        answer(peer);
        assertEquals("from a peer", said.get(10, TimeUnit.SECONDS));
        client.setLast("set");
        assertEquals("\"set\"", RawClient.text(peer.next(ID + "set/last")));
      }
    }
    peer.close();
    assertNobodyServes(early);
    assertNobodyServes(late);
  }

  @ParameterizedTest
  @EnumSource
  void afterAValueOfThePeerASetterReachesIt(MqttVersion version) throws Exception {
    start(version);
    assertNobodyServes(early);
    RawClient peer = opened.closedLater(new RawClient(broker.uri()));
    peer.subscribe(ID + "set/last");
    AtomicInteger alive = new AtomicInteger(); // the first values may be late ones of who has left
    Await.until("a setter passes", () -> passesAfter("alive " + alive.getAndIncrement(), peer));
    assertEquals("\"set\"", RawClient.text(peer.next(ID + "set/last")));
  }

  private boolean passesAfter(String value, RawClient peer) {
    peer.publish(RawClient.message(ID + "prop/last", '"' + value + '"').retain(true));
    Await.equal(value, early::getLast);
    try {
      early.setLast("set");
      return true;
    } catch (ServiceUnavailableException e) {
      assertEquals(LEFT, e.reason());
      return false;
    }
  }
}
