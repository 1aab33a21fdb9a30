package io.mqttremoting.internal.client;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A status that the broker delivers again may not be true any more. */
class OldStatusesTest extends PresenceScene {
  /** So long that nobody is asked because of the connect any more. */
  private void connectInMoodsLongAgo() throws Exception {
    connectInMoods();
    awaitChecks(2);
    awaitQuestions(0);
  }

  /** Like one that is retained: the service may be back since. */
  @Tag("long")
  @ParameterizedTest
  @ValueSource(strings = {STATUS, CONNECTION})
  void anOfflineStatusThatIsDeliveredAgainIsDoubted(String topic) throws Exception {
    connectInMoodsLongAgo();
    broker.receiveAgain(topic + "s1", ONLINE);
    assertTrue(instance.isAvailable());
    broker.receiveAgain(topic + "s1", OFFLINE);
    runTasks();
    assertFalse(instance.isAvailable());
    CompletableFuture<Void> call = client.greetLater();
    awaitQuestions(1);
    enter("s1", ONLINE);
    assertTrue(instance.isAvailable());
    assertFalse(call.isDone());
  }

  /** If it is back, it says so when it is asked. */
  @Tag("long")
  @ParameterizedTest
  @ValueSource(strings = {STATUS, CONNECTION})
  void anOnlineStatusThatIsDeliveredAgainIsNotBelieved(String topic) throws Exception {
    connectInMoodsLongAgo();
    broker.receive(topic + "s1", OFFLINE);
    runTasks();
    broker.receiveAgain(topic + "s1", ONLINE);
    runTasks();
    assertFalse(instance.isAvailable());
    awaitQuestions(1);
  }

  /** Also if its connection is online, for example because it serves something else. */
  @Test
  void whoSaidThatItLeftIsNotTakenForOneThatIsBack() throws Exception {
    connectInMoods();
    statusIs("s1", OFFLINE);
    broker.receiveAgain(STATUS + "s1", ONLINE);
    runTasks();
    broker.receiveRetained(CONNECTION + "s1", ONLINE);
    runTasks();
    assertFalse(instance.isAvailable());
  }

  /** Old values do not show that somebody is there. */
  @Test
  void whoSaidThatItLeftIsNotTakenForOneWithoutAStatus() throws Exception {
    connectInMoods();
    hasLeftSomeTimeAgo("s1");
    broker.receiveAgain(MOOD, "1");
    broker.receiveAgain(GREETED, "[]");
    assertACallFindsNobody();
  }
}
