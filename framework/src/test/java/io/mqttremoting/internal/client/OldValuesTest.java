package io.mqttremoting.internal.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.testsupport.Await;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Values that the broker delivers again, or that it retained, may be older than the last one. */
class OldValuesTest extends PresenceScene {
  /** As nats-server does, if it does not know whether the first time was successful. */
  @Test
  void aValueThatIsDeliveredAgainIsIgnoredAndTheNewestIsAskedFor() throws Exception {
    connectInMoods();
    List<Integer> moods = new CopyOnWriteArrayList<>();
    client.onMoodChanged(moods::add);
    broker.receiveAgain(MOOD, "1");
    assertEquals(2, client.getMood());
    awaitQuestions(1);
    broker.receive(MOOD, "3"); // which was delivered only once
    statusIs("s1", ONLINE);
    awaitChecks(1); // after the next question
    awaitQuestions(1);
    Await.equal(
        List.of(3),
        () -> {
          runTasks();
          return moods;
        });
  }

  /** It may be all that there is. */
  @Test
  void theFirstValueIsTakenAlsoIfItIsDeliveredAgain() throws Exception {
    connect(MqttVersion.MQTT_3_1_1);
    broker.receiveAgain(MOOD, "1");
    assertEquals(1, client.getMood());
  }

  /** The node of a cluster may not have the newest yet, and send it after those that are newer. */
  @Test
  void aRetainedValueBehindAnotherIsTakenAndTheNewestIsAskedFor() throws Exception {
    connectInMoods();
    broker.receiveRetained(MOOD, "1");
    assertEquals(1, client.getMood());
    awaitQuestions(1);
  }

  /** Then the connection has subscribed again because it had lost messages, so this is newer. */
  @Test
  @Tag("long")
  void nobodyIsAskedForARetainedValueLongAfterTheConnect() throws Exception {
    connectInMoods();
    awaitChecks(10);
    broker.receiveRetained(MOOD, "1");
    assertEquals(1, client.getMood());
    awaitChecks(2); // after any question
    awaitQuestions(0);
  }

  @Test
  void nobodyIsAskedIfTheSameComesAgain() throws Exception {
    connectInMoods();
    broker.receiveRetained(MOOD, "2");
    broker.receiveAgain(MOOD, "2");
    broker.receiveAgain(STATUS + "s1", ONLINE);
    broker.receiveAgain(CONNECTION + "s1", ONLINE);
    awaitChecks(2); // after any question
    awaitQuestions(0);
  }

  /** The answers may be delivered again, too. */
  @Test
  void whoeverIsToldOldValuesAllTheTimeDoesNotAskAllTheTime() throws Exception {
    connectInMoods();
    broker.receiveAgain(MOOD, "1");
    awaitQuestions(1);
    statusIs("s1", ONLINE);
    for (int second = 0; second < 5; second++) {
      broker.receiveAgain(MOOD, "1");
      awaitChecks(1);
    }
    awaitQuestions(1);
  }

  /** It may have been lost before. */
  @Test
  void aValueThatIsDeliveredAgainIsTakenIfNobodyCanBeAsked() throws Exception {
    connectInMoods();
    statusIs("s1", OFFLINE);
    broker.receiveAgain(MOOD, "1");
    assertEquals(1, client.getMood());
  }
}
