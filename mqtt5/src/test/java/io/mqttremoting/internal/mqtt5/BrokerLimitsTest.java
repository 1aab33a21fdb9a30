package io.mqttremoting.internal.mqtt5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.hivemq.client.internal.mqtt.message.connect.connack.MqttConnAckRestrictions;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.internal.transport.TransportException;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What a broker says that it lacks is not asked of it, and everything else is. */
class BrokerLimitsTest {
  private static final List<String> ALL = List.of("a/b", "a/+", "$share/g/a/b");

  private static BrokerLimits limits(
      MqttQos most, boolean retains, boolean wildcards, boolean shared) {
    return new BrokerLimits(
        URI.create("tcp://b"),
        new MqttConnAckRestrictions(1, 1, 0, most, retains, wildcards, shared, true));
  }

  private static void assertRefused(String reason, Executable request) {
    TransportException thrown = assertThrows(TransportException.class, request);
    assertEquals(
        ErrorCode.UNIMPLEMENTED + " cannot " + reason, thrown.code() + " " + thrown.getMessage());
  }

  @Test
  void aBrokerWithoutLimits() throws TransportException {
    BrokerLimits all = limits(MqttQos.EXACTLY_ONCE, true, true, true);
    all.checkConnect();
    all.checkSubscribe(ALL, 2);
    all.checkPublish("a", 2);
  }

  @Test
  void theQosOfLastWillsIsNeededToConnect() throws TransportException {
    limits(MqttQos.AT_LEAST_ONCE, true, true, true).checkConnect();
    assertRefused(
        "connect to tcp://b: it takes QoS 0 at most, and this needs QoS 1",
        () -> limits(MqttQos.AT_MOST_ONCE, true, true, true).checkConnect());
  }

  @Test
  void retainedMessagesAreNeededToConnect() {
    assertRefused(
        "connect to tcp://b: it retains no messages, which presence and properties need",
        () -> limits(MqttQos.EXACTLY_ONCE, false, true, true).checkConnect());
  }

  @Test
  void messagesAndSubscriptionsOfAHigherQosAreRefused() throws TransportException {
    BrokerLimits one = limits(MqttQos.AT_LEAST_ONCE, true, true, true);
    one.checkPublish("a", 1);
    one.checkSubscribe(ALL, 1);
    assertRefused(
        "publish to a at tcp://b: it takes QoS 1 at most, and this needs QoS 2",
        () -> one.checkPublish("a", 2));
    assertRefused(
        "subscribe to [a/b] at tcp://b: it takes QoS 1 at most, and this needs QoS 2",
        () -> one.checkSubscribe(List.of("a/b"), 2));
  }

  @Test
  void onlyFiltersOfTheKindThatIsLackedAreRefused() throws TransportException {
    BrokerLimits plain = limits(MqttQos.EXACTLY_ONCE, true, false, false);
    plain.checkSubscribe(List.of("a/b", "a"), 2);
    for (String wildcard : List.of("a/+", "+/a", "a/#", "#")) {
      assertRefused(
          "subscribe to " + wildcard + " at tcp://b: it has no wildcard subscriptions",
          () -> plain.checkSubscribe(List.of("a/b", wildcard), 0));
    }
    assertRefused(
        "subscribe to $share/g/a/b at tcp://b: it has no shared subscriptions, which groups need",
        () -> plain.checkSubscribe(List.of("a/b", "$share/g/a/b"), 0));
  }
}
