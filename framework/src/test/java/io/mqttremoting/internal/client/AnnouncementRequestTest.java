package io.mqttremoting.internal.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.testsupport.Await;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** When a client asks services to announce themselves. */
class AnnouncementRequestTest extends PresenceScene {
  /** The node of a cluster that a service has left may retain that it is offline. */
  @Test
  void aCallWaitsForAServiceThatOnlyRetainedMessagesCallOffline() throws Exception {
    connect(MqttVersion.MQTT_3_1_1);
    broker.receiveRetained(STATUS + "s1", REMEMBERING);
    runTasks();
    broker.receiveRetained(CONNECTION + "s1", OFFLINE);
    CompletableFuture<Void> call = client.greetLater();
    runTasks();
    assertEquals(List.of(ANNOUNCE), broker.questions);
    assertEquals(List.of(), broker.published);
    enter("s1", REMEMBERING);
    Await.until(
        "the call is sent",
        () -> {
          runTasks();
          return broker.published.contains(V3 + "Later");
        });
    assertFalse(call.isDone());
  }

  /** It publishes values just before its status, perhaps before this client had subscribed. */
  @Test
  void aStatusThatComesSoonAfterTheConnectMayComeAfterMissedValues() throws Exception {
    connect(MqttVersion.MQTT_3_1_1);
    enter("s1", ONLINE);
    assertTrue(instance.isAvailable());
    awaitQuestions(1);
    statusIs("s1", ONLINE); // after its values: the answer
    awaitChecks(1); // after the next question
    awaitQuestions(1);
  }

  @Test
  void nobodyIsAskedIfTheStatusIsRetainedLikeTheValues() throws Exception {
    connect(MqttVersion.MQTT_3_1_1);
    broker.receiveRetained(STATUS + "s1", ONLINE);
    runTasks();
    connectionIs("s1", ONLINE);
    awaitChecks(2); // after any question
    awaitQuestions(0);
  }

  /** Connected long enough that nobody is asked because of that any more. */
  private void connectLongAgo() throws Exception {
    connect(MqttVersion.MQTT_3_1_1);
    broker.receiveRetained(STATUS + "s1", REMEMBERING);
    runTasks();
    broker.receiveRetained(CONNECTION + "s1", ONLINE);
    awaitChecks(2); // after any question
    awaitQuestions(0);
  }

  /** The status of a service that is back may have been lost between the nodes of a cluster. */
  @Test
  void atQos0ACallThatFindsNoServiceHasItAskedFor() throws Exception {
    subscribesAtQos0 = true;
    connectLongAgo();
    connectionIs("s1", OFFLINE);
    awaitChecks(2); // after any question
    awaitQuestions(0);
    assertNobodyServes();
    awaitQuestions(1);
    enter("s1", REMEMBERING);
    assertTrue(instance.isAvailable());
    assertEquals(V3, callTopic());
  }

  /** Values may have been lost together with the call or the reply. */
  @Test
  void atQos0ACallWithoutReplyHasTheServiceAsked() throws Exception {
    subscribesAtQos0 = true;
    connectLongAgo();
    awaitEnd(client.greetSoon());
    awaitQuestions(1);
  }

  @Test
  void atQos1FailedCallsHaveNobodyAsked() throws Exception {
    connectLongAgo();
    awaitEnd(client.greetSoon());
    connectionIs("s1", OFFLINE);
    assertNobodyServes();
    awaitChecks(2); // after any question
    awaitQuestions(0);
  }

  @Test
  void aCallFailsIfTheServiceDoesNotAnnounceItself() throws Exception {
    connect(MqttVersion.MQTT_3_1_1);
    broker.receiveRetained(STATUS + "s1", OFFLINE);
    runTasks();
    assertACallFindsNobody();
    assertFalse(broker.questions.isEmpty());
    assertFalse(broker.published.contains(V3 + "Later"));
  }
}
