package io.mqttremoting.internal.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.api.ServiceUnavailableException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Calls to services in other languages, which publish no status. */
class ServicesWithoutStatusTest extends PresenceScene {
  /**
   * The retained status of a service that has left does not block calls to a service in another
   * language, which publishes no status.
   */
  @Test
  void callsGoThroughToAServiceThatSaysNothingOfItself() throws Exception {
    connect(MqttVersion.MQTT_5);
    broker.isHeardByNobody = topic -> topic.contains("/v3/");
    statusIs("s1", OFFLINE);
    assertEquals(List.of(UNHEARD, V5), topicsOf(client::greet));
    CompletableFuture<Void> call = client.greetLater();
    runTasks();
    assertEquals(V5 + "Later", broker.last.topic());
    assertEquals(1, broker.last.qos());
    assertEquals("none", addressee());
    assertFalse(call.isDone());
    broker.receiveRetained(STATUS + "s2", OFFLINE);
    runTasks();
    broker.answer("0");
    runTasks();
    assertTrue(call.isDone() && !call.isCompletedExceptionally());

    broker.isHeardByNobody = topic -> true;
    assertUnavailable("greet", assertThrows(ServiceUnavailableException.class, client::greet));
    CompletableFuture<Void> refused = client.greetLater();
    runTasks();
    assertUnavailable(
        "greetLater",
        assertThrows(ExecutionException.class, () -> refused.get(10, TimeUnit.SECONDS)).getCause());
  }

  private List<String> topicsOf(Runnable sending) {
    broker.published.clear();
    sending.run();
    return List.copyOf(broker.published);
  }

  /**
   * If the broker does not report missing subscribers, the messages of services are the only clue.
   */
  @ParameterizedTest
  @EnumSource
  void aPublisherCountsAsAvailableForCalls(MqttVersion version) throws Exception {
    connect(version);
    hasLeftSomeTimeAgo("s1");
    assertNobodyServes();
    broker.receiveRetained(GREETED, "[]");
    assertNobodyServes();
    broker.receive(GREETED, "[]");
    assertEquals(version == MqttVersion.MQTT_5 ? V5 : V3, callTopic());
    assertFalse(instance.isAvailable(), "it does not say so");
    enter("s2", ONLINE);
    hasLeftSomeTimeAgo("s2");
    assertNobodyServes();
    broker.receive(GREETED, "[]");
    callTopic();
  }

  /** Services of this library publish their values before their status. */
  @Test
  void aCallWaitsForTheStatusThatComesBehindAValue() throws Exception {
    connect(MqttVersion.MQTT_5);
    broker.isHeardByNobody = topic -> topic.contains("/v3/");
    hasLeftSomeTimeAgo("s1");
    broker.receive(GREETED, "[]");
    broker.published.clear();
    CompletableFuture<Void> call = client.greetLater();
    assertEquals(List.of(), broker.published);
    broker.receive(STATUS + "s2", REMEMBERING);
    runTasks();
    assertEquals(V5 + "Later", broker.last.topic());
    assertNull(addressee(), "of its connection nothing is known yet");
    broker.answer("0");
    runTasks();
    assertTrue(call.isDone());
  }

  /** Services in other languages publish no status. */
  @Test
  void aCallWaitsForAStatusForAMomentOnly() throws Exception {
    connect(MqttVersion.MQTT_5);
    broker.isHeardByNobody = topic -> topic.contains("/v3/");
    hasLeftSomeTimeAgo("s1");
    broker.receive(GREETED, "[]");
    CompletableFuture<Void> call = client.greetLater();
    runTasks();
    assertEquals(V5 + "Later", broker.last.topic());
    assertEquals("none", addressee());
    assertFalse(call.isDone());
    broker.receive(GREETED, "[]");
    broker.published.clear();
    client.greetLater();
    assertEquals(List.of(V5 + "Later"), broker.published, "without waiting again");
  }

  /** Some brokers deliver a retained value without the retain flag. */
  @Test
  void aFirstValueOnAConnectionDoesNotTellThatSomebodyIsThere() throws Exception {
    connect(MqttVersion.MQTT_3_1_1, 100);
    for (int i = 0; i < 2; i++) {
      hasLeftSomeTimeAgo("s1");
      broker.receive(MOOD, "1");
      assertNobodyServes();
      broker.receive(MOOD, "2");
      callTopic();
      loseAndReconnect();
    }
  }

  /** Clusters of brokers keep the order of one topic only. */
  @ParameterizedTest
  @EnumSource(MqttVersion.class)
  void whatArrivesRightAfterAServiceHasLeftMayBeItsOwn(MqttVersion version) throws Exception {
    connect(version);
    broker.receive(STATUS + "s1", OFFLINE); // whose online status has never arrived
    broker.receive(GREETED, "[]");
    assertNobodyServes();
    enter("s1", ONLINE);
    broker.receive(MOOD, "1");
    broker.receive(STATUS + "s1", OFFLINE);
    broker.receive(MOOD, "2");
    assertNobodyServes();
    assertEquals(2, client.getMood());
    enter("s1", ONLINE);
    connectionIs("s1", OFFLINE);
    broker.receive(GREETED, "[]");
    assertACallFindsNobody();
    broker.receive(GREETED, "[]"); // by now, it is not late
    callTopic();
  }

  /** After a connect, it is not known when a service has left, so that is taken to be long ago. */
  @Test
  void aRetainedStatusDoesNotTellThatAServiceHasJustLeft() throws Exception {
    connect(MqttVersion.MQTT_3_1_1);
    broker.receiveRetained(STATUS + "s1", OFFLINE);
    broker.receive(GREETED, "[]");
    callTopic();
  }

  /** It may be the next service, which publishes its values before its status. */
  @Test
  void aCallWaitsForTheStatusOfWhoPublishesRightAfterAServiceHasLeft() throws Exception {
    connect(MqttVersion.MQTT_3_1_1);
    enter("s1", ONLINE);
    broker.receive(MOOD, "1");
    statusIs("s1", OFFLINE);
    broker.receive(MOOD, "2");
    timers.schedule(() -> broker.receive(STATUS + "s2", REMEMBERING), 100, TimeUnit.MILLISECONDS);
    CompletableFuture<Void> call = client.greetLater();
    runTasks();
    assertEquals(V3 + "Later", broker.last.topic());
    assertFalse(call.isDone());
  }
}
