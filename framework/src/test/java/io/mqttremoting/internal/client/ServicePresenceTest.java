package io.mqttremoting.internal.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.internal.model.WireName;
import io.mqttremoting.testsupport.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is available, and in which mapping calls go. */
class ServicePresenceTest extends PresenceScene {
  private static String serving(String mappings) {
    return "{\"online\":true,\"mappings\":" + mappings + "}";
  }

  private Set<String> followed() {
    return broker.filters.stream()
        .filter(filter -> filter.startsWith(CONNECTION) && !filter.equals(FakeTransports.OWN))
        .collect(Collectors.toSet());
  }

  @Test
  void whileNothingIsKnownNobodyIsThereButCallsGo() throws Exception {
    connect(MqttVersion.MQTT_5);
    assertTrue(broker.filters.contains(STATUS + "+"));
    assertFalse(instance.isAvailable());
    assertFalse(instance.awaitAvailable(Duration.ofMillis(1)));
    assertFalse(instance.awaitAvailable(Duration.ZERO));
    assertEquals(V5, callTopic());
  }

  @Test
  void aServiceIsThereWhileItsStatusAndItsConnectionSaySo() throws Exception {
    connect(MqttVersion.MQTT_5);
    statusIs("s1", ONLINE);
    assertEquals(Set.of("_remoting/s1"), followed());
    assertFalse(instance.isAvailable(), "of the connection nothing is known");
    connectionIs("s1", ONLINE);
    assertTrue(instance.isAvailable());
    assertTrue(instance.awaitAvailable(Duration.ZERO));
    connectionIs("s1", OFFLINE);
    assertFalse(instance.isAvailable());
    connectionIs("s1", ONLINE);
    assertTrue(instance.isAvailable());
    statusIs("s1", OFFLINE);
    assertFalse(instance.isAvailable());
    assertEquals(Set.of(), followed());
    statusIs("s1", ONLINE);
    assertFalse(instance.isAvailable(), "what was known before may not be true any more");
    connectionIs("s1", ONLINE);
    assertTrue(instance.isAvailable());
  }

  /** Regardless of how many interfaces are served on it. */
  @Test
  void aConnectionIsListenedToOnce() throws Exception {
    connect(MqttVersion.MQTT_5);
    ClientInstance other =
        Clients.instanceOf(clients.client(IOther.class, WireName.DECLARED, List.of()))
            .orElseThrow();
    AtomicInteger subscribed = new AtomicInteger();
    broker.onSubscribe = subscribed::incrementAndGet;
    statusIs("s1", ONLINE);
    connectionIs("s1", ONLINE);
    broker.receive("io.world/Other/_status/s1", ONLINE);
    runTasks();
    assertTrue(instance.isAvailable());
    assertTrue(other.isAvailable(), "what is known of the connection need not be said again");
    assertEquals(1, subscribed.get());
    connectionIs("s1", OFFLINE);
    assertFalse(instance.isAvailable());
    assertFalse(other.isAvailable());
    statusIs("s1", OFFLINE);
    assertEquals(Set.of("_remoting/s1"), followed(), "the other wants to know of it");
    broker.receive("io.world/Other/_status/s1", OFFLINE);
    runTasks();
    assertEquals(Set.of(), followed());
  }

  /** For example a fence, with which a connection paces itself. */
  @Test
  void whatAConnectionSaysToItselfIsNoSignOfLife() throws Exception {
    connect(MqttVersion.MQTT_5);
    statusIs("s1", ONLINE);
    connectionIs("s1", "{\"online\":true,\"session\":\"s\",\"fence\":\"f\"}");
    assertFalse(instance.isAvailable());
    connectionIs("s1", ONLINE);
    assertTrue(instance.isAvailable());
  }

  @Test
  void aHandlerThatIsTooSlowIsToldTheLatest() throws Exception {
    connect(MqttVersion.MQTT_5);
    enter("s1", ONLINE);
    List<Boolean> told = new ArrayList<>();
    instance.onAvailabilityChanged(told::add);
    for (int i = 0; i < 100; i++) {
      connectionIs("s1", OFFLINE);
      connectionIs("s1", ONLINE);
    }
    connectionIs("s1", OFFLINE);
    runTasks();
    assertEquals(11, told.size(), "ten that wait, and the latest");
    assertEquals(false, told.get(10));
    connectionIs("s1", ONLINE);
    runTasks();
    assertEquals(true, told.get(11));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "5",
        "[]",
        "{}",
        "malformed",
        "{\"online\":1}",
        "{\"online\":null}",
        "{\"online\":true,\"mappings\":\"v5\"}",
        "{\"online\":true} {}",
      })
  void garbageCountsAsOffline(String garbage) throws Exception {
    connect(MqttVersion.MQTT_5);
    statusIs("s1", garbage);
    assertEquals(Set.of(), followed());
    enter("s1", ONLINE);
    assertTrue(instance.isAvailable());
    connectionIs("s1", garbage);
    assertFalse(instance.isAvailable());
    connectionIs("s1", ONLINE);
    assertTrue(instance.isAvailable());
    statusIs("s1", garbage);
    assertFalse(instance.isAvailable());
    assertEquals(Set.of(), followed());
  }

  @Test
  void oneServiceIsEnough() throws Exception {
    connect(MqttVersion.MQTT_5);
    enter("s1", ONLINE);
    enter("s2", ONLINE);
    statusIs("s1", OFFLINE);
    assertTrue(instance.isAvailable());
    connectionIs("s2", OFFLINE);
    assertFalse(instance.isAvailable());
  }

  @Test
  void whoeverAwaitsIsWoken() throws Exception {
    connect(MqttVersion.MQTT_5);
    statusIs("s1", ONLINE);
    FutureTask<Boolean> waiting =
        new FutureTask<>(() -> instance.awaitAvailable(Duration.ofSeconds(Long.MAX_VALUE)));
    Thread thread = new Thread(waiting);
    thread.setDaemon(true);
    thread.start();
    Await.until(
        "it waits",
        () -> {
          assertFalse(waiting.isDone(), "did not wait");
          return thread.getState() == Thread.State.TIMED_WAITING;
        });
    connectionIs("s1", ONLINE);
    assertTrue(waiting.get(10, TimeUnit.SECONDS));
  }

  @Test
  void aLostConnectionMakesAllUnknown() throws Exception {
    connect(MqttVersion.MQTT_5);
    enter("s1", ONLINE);
    broker.lose();
    assertFalse(instance.isAvailable());
    connection.connect();
    assertEquals(Set.of("_remoting/s1"), followed());
    assertFalse(instance.isAvailable());
    connectionIs("s1", ONLINE);
    assertTrue(instance.isAvailable());
  }

  @Test
  void onlyConnectionsOfPresentServicesAreFollowed() throws Exception {
    connect(MqttVersion.MQTT_5);
    broker.receive(STATUS + "s1", ONLINE);
    broker.receive(STATUS + "s1", OFFLINE);
    runTasks();
    assertEquals(Set.of(), followed());
    broker.receive(STATUS + "s1", ONLINE);
    broker.receive(STATUS + "s1", OFFLINE);
    broker.receive(STATUS + "s1", ONLINE);
    runTasks();
    assertEquals(Set.of("_remoting/s1"), followed());
    connectionIs("s1", ONLINE);
    assertTrue(instance.isAvailable());
  }

  /** Otherwise the client would stay subscribed for ever to a connection that nobody needs. */
  @Test
  void aServiceThatGoesWhileItIsSubscribedToIsNotFollowed() throws Exception {
    connect(MqttVersion.MQTT_5);
    broker.onSubscribe =
        () -> {
          broker.onSubscribe = () -> {};
          broker.receive(STATUS + "s1", ONLINE); // once more
          broker.receive(STATUS + "s1", OFFLINE);
        };
    broker.receive(STATUS + "s1", ONLINE);
    runTasks();
    assertEquals(Set.of(), followed());
  }

  @Test
  void aRefusedSubscriptionIsTriedAgain() throws Exception {
    connect(MqttVersion.MQTT_5);
    broker.refusesSubscriptions = true;
    statusIs("s1", ONLINE);
    assertEquals(Set.of(), followed());
    broker.refusesSubscriptions = false;
    enter("s1", ONLINE);
    assertEquals(Set.of("_remoting/s1"), followed());
    assertTrue(instance.isAvailable());
  }

  @Test
  void servicesThatAreGoneTakeNoRoom() throws Exception {
    connect(MqttVersion.MQTT_5);
    for (int i = 0; i < 1000; i++) {
      statusIs("gone" + i, OFFLINE);
    }
    enter("s1", ONLINE);
    assertTrue(instance.isAvailable());
  }

  @Test
  void noMoreServicesThanALimit() throws Exception {
    connect(MqttVersion.MQTT_5);
    for (int i = 0; i < 1000; i++) {
      broker.receive(STATUS + "s" + i, ONLINE);
    }
    statusIs("more", ONLINE);
    assertEquals(1000, followed().size());
    assertFalse(followed().contains("_remoting/more"));
    statusIs("s7", OFFLINE);
    statusIs("more", ONLINE);
    assertTrue(followed().contains("_remoting/more"));
  }

  @Test
  void aClosedClientFollowsNobody() throws Exception {
    connect(MqttVersion.MQTT_5);
    enter("s1", ONLINE);
    broker.receive(STATUS + "s2", ONLINE);
    instance.close();
    runTasks();
    assertEquals(Set.of(FakeTransports.OWN), broker.filters);
    assertFalse(instance.isAvailable());
  }

  @Test
  void callsGoInAMappingThatSomeServiceAnswers() throws Exception {
    connect(MqttVersion.MQTT_5);
    statusIs("s1", serving("[\"v3\"]"));
    assertEquals(V3, callTopic());
    connectionIs("s1", ONLINE);
    assertEquals(V3, callTopic());
    enter("s2", serving("[\"v5\",\"v3\"]"));
    assertEquals(V5, callTopic());
    statusIs("s2", OFFLINE);
    assertEquals(V3, callTopic());
    statusIs("s1", OFFLINE);
    assertNobodyServes();
  }

  /** So that a service without presence can take over. */
  @Test
  void retainedStatusesCanBeCleared() throws Exception {
    connect(MqttVersion.MQTT_5);
    statusIs("s1", OFFLINE);
    statusIs("s2", OFFLINE);
    statusIs("s1", "");
    assertNobodyServes();
    statusIs("s2", "");
    assertEquals(V5, callTopic());
    enter("s1", ONLINE);
    statusIs("s1", "");
    assertFalse(instance.isAvailable());
    assertEquals(V5, callTopic());
    for (int i = 0; i < 2000; i++) {
      statusIs("s" + i, OFFLINE);
    }
    assertNobodyServes();
    for (int i = 1000; i < 2000; i++) {
      statusIs("s" + i, "");
    }
    assertEquals(V5, callTopic(), "no more are remembered");
  }

  @Test
  void aServiceThatNamesNoMappingsTellsNothingOfThem() throws Exception {
    connect(MqttVersion.MQTT_5);
    enter("s1", ONLINE);
    assertEquals(V5, callTopic());
    enter("s2", serving("[\"v3\"]"));
    assertEquals(V3, callTopic());
  }

  @Test
  void aServiceWhoseConnectionWasLostDoesNotChooseTheMapping() throws Exception {
    connect(MqttVersion.MQTT_5);
    enter("s1", serving("[\"v3\"]"));
    connectionIs("s1", OFFLINE);
    assertNobodyServes();
    enter("s2", serving("[\"v3\"]"));
    enter("s3", serving("[\"v5\"]"));
    assertEquals(V5, callTopic());
    connectionIs("s3", OFFLINE);
    assertEquals(V3, callTopic());
  }

  @Test
  void withMqtt3CallsGoInItsMapping() throws Exception {
    connect(MqttVersion.MQTT_3_1_1);
    assertEquals(V3, callTopic());
    enter("s1", serving("[\"v5\"]"));
    assertEquals(V3, callTopic());
    assertTrue(instance.isAvailable());
  }
}
