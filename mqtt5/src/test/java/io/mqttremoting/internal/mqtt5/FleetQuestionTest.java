package io.mqttremoting.internal.mqtt5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.Fleet;
import io.mqttremoting.MqttRemoting;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.ServiceOptions;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.Mosquitto;
import io.mqttremoting.testsupport.Packet;
import io.mqttremoting.testsupport.RawClient;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Fleets and instances find each other without retained messages. What another node of a cluster
 * would hide, a plain client does not retain.
 */
@Timeout(60)
class FleetQuestionTest {
  private static final Mosquitto BROKER = Mosquitto.start();
  private static final String QUESTION = "plant7/io.world/Hello/_fleet/ask";
  private static final String ANSWER = "plant7/io.world/Hello/_fleet/@kitchen";
  private static final String INSTANCE = "plant7/@kitchen/io.world/Hello/";
  private static final String STATUS =
      "{\"online\":true,\"mappings\":[\"v3\"],\"session\":\"5\",\"memory\":\"m\","
          + "\"since\":\"2026-11-29T09:05:00.000Z\"}";

  @RegisterExtension private final Opened opened = new Opened();

  @AfterAll
  static void stop() {
    BROKER.close();
  }

  private RemotingConnection connect(String clientId) {
    return opened.closedLater(
        MqttRemoting.connection(BROKER.uri().toString())
            .clientId(clientId)
            .namespace("plant7")
            .connect());
  }

  private RawClient raw() {
    return opened.closedLater(new RawClient(BROKER.uri(), "raw"));
  }

  private void publishAll(RawClient raw, String status) {
    raw.publish("plant7/_remoting/device", "{\"online\":true,\"session\":\"5\"}");
    raw.publish(INSTANCE + "prop/last", "\"fresh\"");
    raw.publish(INSTANCE + "_status/device", status);
  }

  private static BlockingQueue<String> joined(Fleet<IHello> fleet) {
    BlockingQueue<String> joined = new LinkedBlockingQueue<>();
    fleet.onJoined((name, hello) -> joined.add(name + " with " + hello.getLast()));
    return joined;
  }

  @Test
  void aFleetAsksAndFindsAnInstanceOfWhichNothingIsRetained() {
    RawClient raw = raw().subscribe(QUESTION).subscribe(INSTANCE + "rpc/v3/_announce");
    Fleet<IHello> fleet = connect("fleet").fleet(IHello.class);
    BlockingQueue<String> joined = joined(fleet);
    Packet question = raw.next(QUESTION);
    assertEquals("{}", question.text());
    assertFalse(question.retained());
    raw.publish(ANSWER, STATUS);
    assertEquals(1, raw.next(INSTANCE + "rpc/v3/_announce").qos());
    publishAll(raw, STATUS);
    assertEquals("kitchen with fresh", Await.next(joined));
  }

  /** It moved to another node of a cluster; what this one retains is from before. */
  @Test
  void anInstanceWhoseStatusIsAnotherIsAskedForAllThatItHas() {
    RawClient raw = raw().subscribe(QUESTION).subscribe(INSTANCE + "rpc/v3/_announce");
    raw.retain("plant7/_remoting/device", "{\"online\":true,\"session\":\"5\"}");
    raw.retain(INSTANCE + "prop/last", "\"stale\"");
    raw.retain(INSTANCE + "_status/device", STATUS);
    String moved = STATUS.replace("09:05", "09:06");
    try {
      Fleet<IHello> fleet = connect("fleet").fleet(IHello.class);
      assertEquals("kitchen with stale", Await.next(joined(fleet)));
      raw.next(QUESTION);
      raw.publish(ANSWER, moved);
      raw.next(INSTANCE + "rpc/v3/_announce");
      publishAll(raw, moved);
      Await.equal("fresh", () -> fleet.get("kitchen").getLast());
    } finally {
      List.of("plant7/_remoting/device", INSTANCE + "prop/last", INSTANCE + "_status/device")
          .forEach(raw::forget);
    }
  }

  /** Otherwise a thousand fleets that start at once would ask each instance a thousand times. */
  @Test
  void aFleetThatHearsAQuestionDoesNotAsk() {
    RawClient raw = raw().subscribe(QUESTION);
    long begun = System.nanoTime();
    connect("first").fleet(IHello.class);
    raw.publish(QUESTION, "{}");
    Await.until(
        "the first would soon have asked",
        () -> System.nanoTime() - begun > TimeUnit.SECONDS.toNanos(2));
    connect("second").fleet(IHello.class);
    raw.next(QUESTION); // its own
    raw.next(QUESTION); // of the second fleet
    raw.fence();
    assertEquals(List.of(), raw.lines(QUESTION));
  }

  @Test
  void anInstanceAnswersWithItsStatusAndOnlyOnce() {
    RawClient raw = raw().subscribe("plant7/io.world/Hello/_fleet/+");
    raw.subscribe("plant7/@cellar/io.world/Hello/_status/+");
    connect("device").serve(new IHello.Hello(), ServiceOptions.defaults().withInstance("cellar"));
    String status = raw.next("plant7/@cellar/io.world/Hello/_status/device").text();
    for (int i = 0; i < 3; i++) {
      raw.publish(QUESTION, "{}");
    }
    Packet answer = raw.next("plant7/io.world/Hello/_fleet/@cellar");
    assertEquals(status, answer.text());
    assertFalse(answer.retained());
    assertEquals(0, answer.qos());
    assertTrue(raw.lines("plant7/io.world/Hello/_fleet/@").isEmpty());
  }

  /** Fleets ask for all instances; a service without one has no part in it. */
  @Test
  void aServiceWithoutInstanceDoesNotHearTheQuestion() {
    RemotingConnection serving = connect("alone");
    serving.serve(new IHello.Hello());
    RawClient raw = raw().subscribe("plant7/io.world/Hello/_fleet/+");
    raw.publish(QUESTION, "{}");
    raw.next(QUESTION);
    assertEquals("x", serving.client(IHello.class).say("x"));
    raw.fence();
    assertEquals(List.of(), raw.lines("plant7/io.world/Hello/_fleet/"));
  }
}
