package io.mqttremoting.internal.mqtt5;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.message.unsubscribe.unsuback.Mqtt5UnsubAck;
import com.hivemq.client.mqtt.mqtt5.message.unsubscribe.unsuback.Mqtt5UnsubAckReasonCode;
import io.mqttremoting.testsupport.TestBroker;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What our embedded broker repairs in the MQTT 5 Moquette only. */
class EmbeddedBrokersTest {
  @Test
  void eachTopicFilterOfAnUnsubscribeHasItsReasonCode() {
    try (TestBroker broker = EmbeddedBrokers.moquette5()) {
      Mqtt5BlockingClient client =
          Mqtt5Client.builder()
              .serverHost(broker.uri().getHost())
              .serverPort(broker.uri().getPort())
              .buildBlocking();
      client.connect();
      client
          .subscribeWith()
          .addSubscription()
          .topicFilter("a/+")
          .applySubscription()
          .addSubscription()
          .topicFilter("b")
          .applySubscription()
          .send();
      Mqtt5UnsubAck answer =
          client.unsubscribeWith().addTopicFilter("a/+").addTopicFilter("b").send();
      assertEquals(
          List.of(Mqtt5UnsubAckReasonCode.SUCCESS, Mqtt5UnsubAckReasonCode.SUCCESS),
          answer.getReasonCodes());
      client.disconnect();
    }
  }
}
