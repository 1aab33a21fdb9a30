package io.mqttremoting.internal.client;

import ch.qos.logback.classic.Level;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.LogCapture;
import org.junit.jupiter.api.Test;

/** Some brokers end the connection of a client that asks services to announce themselves. */
class LostByAskingTest extends PresenceScene {
  /** A broker that ends the connection of a client that asks would do so again and again. */
  @Test
  void whoLosesTheConnectionByAskingTwiceNeverAsksAgain() throws Exception {
    try (LogCapture log = new LogCapture(Level.INFO)) {
      connect(MqttVersion.MQTT_3_1_1, 10);
      broker.isForbidden = ANNOUNCE::equals;
      awaitQuestions(2);
      log.line("The connection was lost after asking who is online; this is not asked again");
      Await.until("it is connected again", connection::isConnected);
      awaitChecks(2); // after any question
      awaitQuestions(2);
    }
  }

  /** Otherwise a client on a bad network would never get the values that it missed. */
  @Test
  void whoLosesTheConnectionAfterTheBrokerTookTheQuestionAsksAgain() throws Exception {
    connect(MqttVersion.MQTT_3_1_1, 10);
    for (int i = 1; i <= 4; i++) {
      broker.questions.clear();
      awaitQuestions(1);
      broker.lose();
      Await.until("it is connected again", connection::isConnected);
    }
  }

  /** Also if a later question gets no answer: the first has shown that it is allowed to ask. */
  @Test
  void whoLosesTheConnectionAfterASecondQuestionAsksAgain() throws Exception {
    connect(MqttVersion.MQTT_3_1_1, 10);
    for (int i = 1; i <= 3; i++) {
      broker.questions.clear();
      awaitQuestions(1);
      broker.isForbidden = ANNOUNCE::equals;
      awaitQuestions(2);
      broker.isForbidden = topic -> false;
      Await.until("it is connected again", connection::isConnected);
    }
  }
}
