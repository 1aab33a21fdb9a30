package io.mqttremoting.internal.connection;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.internal.transport.Transport;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.wire.Message;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which messages are considered too large for a broker. */
class SizeLimitsTest {
  private static final URI BROKER = URI.create("tcp://broker:1");
  private static final URI OTHER = URI.create("tcp://other:1");

  private final List<Message> sent = new ArrayList<>();
  private final List<Transport.PublishListener> told = new ArrayList<>();
  private final Set<Transport.PublishListener> unanswered = new LinkedHashSet<>();
  private final List<String> refusals = new ArrayList<>();
  private final Transport transport =
      new IdleTransport(MqttVersion.MQTT_3_1_1) {
        @Override
        public void publish(Message message, Duration patience, PublishListener listener) {
          sent.add(message);
          told.add(listener);
          unanswered.add(listener);
        }
      };
  private long now;
  private final SizeLimits limits = new SizeLimits(() -> now);

  @BeforeEach
  void connect() {
    limits.onConnected(BROKER);
  }

  /** Publishes a message of {@code size} bytes, topic included. */
  private void publish(String topic, int size) throws TransportException {
    limits.publish(
        transport,
        new Message(topic, new byte[size - topic.length()], 0, false),
        Duration.ZERO,
        refusal -> refusals.add(topic + ": " + refusal.getMessage()));
  }

  private void take(int index) {
    unanswered.remove(told.get(index));
    told.get(index).onTaken();
  }

  private Optional<String> reconnect() {
    unanswered.forEach(Transport.PublishListener::onLost);
    unanswered.clear();
    Optional<String> reason = limits.onLost();
    limits.onConnected(BROKER);
    return reason;
  }

  private void assertRefused(String topic, int size) {
    TransportException thrown = assertThrows(TransportException.class, () -> publish(topic, size));
    assertEquals(ErrorCode.INVALID_ARGUMENT, thrown.code());
  }

  private void publishAtTwoLosses(String topic, int first, int second) throws TransportException {
    publish(topic, first);
    reconnect();
    publish(topic, second);
    reconnect();
  }

  @Test
  void aMessageThatWasOnItsWayAtTwoLossesIsGivenUp() throws Exception {
    publish("t", 10_000);
    assertEquals(
        Optional.of(
            "a message of 10000 bytes was on its way to t, larger than any that the broker has"
                + " acknowledged"),
        reconnect());
    publish("other", 9_000);
    publish("t", 10_010); // the same message, sent again
    publish("t", 11_000);
    assertEquals(List.of(), refusals);
    reconnect();
    String reason =
        " bytes: two connections running were lost while one of 10000 bytes was on its way to t,"
            + " and the largest that it has acknowledged is smaller";
    assertEquals(
        List.of(
            "t: tcp://broker:1 seems not to take a message of 11000" + reason,
            "t: tcp://broker:1 seems not to take a message of 10010" + reason),
        refusals);
    assertRefused("any", 10_000);
    publish("other", 9_999);
  }

  @Test
  void whatIsNotTheFirstToBeTooLargeIsGivenUpAtTheNextLoss() throws Exception {
    publishAtTwoLosses("t", 10_000, 10_000);
    publish("smaller", 8_000);
    reconnect();
    assertDoesNotThrow(() -> publish("smaller", 8_000));
    reconnect();
    assertRefused("smaller", 8_000);
    publish("t", 7_999);
  }

  @Test
  void whatTheBrokerHasAcknowledgedOnceIsNeverGivenUp() throws Exception {
    publish("t", 10_000);
    assertEquals(1, sent.get(0).qos(), "for it is to be acknowledged");
    take(0);
    for (int i = 0; i < 8; i++) {
      publish("t", 10_000);
      assertEquals(0, sent.get(sent.size() - 1).qos());
      assertEquals(Optional.empty(), reconnect());
    }
    publish("t", 10_000);
    assertEquals(List.of(), refusals);
  }

  @Test
  void anAcknowledgementBetweenTwoLossesClears() throws Exception {
    publish("t", 10_000);
    reconnect();
    publish("t", 10_000);
    take(1);
    publish("t", 12_000);
    reconnect();
    assertEquals(List.of(), refusals);
    publish("t", 12_000);
  }

  @Test
  void aLossWithoutTheLargeMessage() throws Exception {
    publish("t", 10_000);
    reconnect();
    publish("t", 4_000); // a size that every broker accepts
    assertEquals(Optional.empty(), reconnect());
    publish("t", 10_000);
    reconnect();
    assertEquals(List.of(), refusals);
  }

  @Test
  void messagesToDifferentTopicsAreChance() throws Exception {
    publish("a", 10_000);
    reconnect();
    publish("b", 10_000);
    reconnect();
    assertEquals(List.of(), refusals);
  }

  @Test
  void whatCouldNotBeSentWasNotOnItsWay() throws Exception {
    Transport full =
        new IdleTransport(MqttVersion.MQTT_3_1_1) {
          @Override
          public void publish(Message message, Duration patience, PublishListener listener)
              throws TransportException {
            throw new TransportException(ErrorCode.RESOURCE_EXHAUSTED, "full", null);
          }
        };
    Message message = new Message("t", new byte[10_000], 1, false);
    for (int i = 0; i < 2; i++) {
      assertThrows(
          TransportException.class,
          () -> limits.publish(full, message, Duration.ZERO, refusal -> {}));
      assertEquals(Optional.empty(), reconnect());
    }
  }

  @Test
  void otherBrokersMayTakeIt() throws Exception {
    publishAtTwoLosses("t", 10_000, 10_000);
    limits.onConnected(OTHER);
    publish("t", 10_000);
    limits.onConnected(BROKER);
    assertRefused("t", 10_000);
  }

  @Test
  void afterFiveMinutesItIsTriedAgain() throws Exception {
    publishAtTwoLosses("t", 10_000, 10_000);
    now += SizeLimits.REFUSING.toNanos() - 1;
    assertRefused("t", 10_000);
    now++;
    publish("t", 10_000);
  }
}
