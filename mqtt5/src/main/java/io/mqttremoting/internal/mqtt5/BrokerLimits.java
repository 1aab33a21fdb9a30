package io.mqttremoting.internal.mqtt5;

import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAckRestrictions;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.internal.transport.TransportException;
import java.net.URI;
import java.util.List;

/**
 * The restrictions of a broker, as its CONNACK says (MQTT 5, section 3.2.2.3). Brokers end the
 * connection of a client that ignores them, so such requests are refused here. Thread-safe.
 */
final class BrokerLimits {
  private static final int LEAST_QOS = 1; // the QoS of our last will and of most of our messages

  private final URI broker;
  private final Mqtt5ConnAckRestrictions restrictions;

  BrokerLimits(URI broker, Mqtt5ConnAckRestrictions restrictions) {
    this.broker = broker;
    this.restrictions = restrictions;
  }

  /** Refuses a broker that lacks something that each connection needs. */
  void checkConnect() throws TransportException {
    String what = "connect to " + broker;
    if (!restrictions.isRetainAvailable()) {
      throw refused(what, "it retains no messages, which presence and properties need");
    }
    checkQos(what, LEAST_QOS);
  }

  /** Refuses a subscription that the broker does not take. */
  void checkSubscribe(List<String> filters, int qos) throws TransportException {
    checkQos("subscribe to " + filters + " at " + broker, qos);
    for (String filter : filters) {
      String what = "subscribe to " + filter + " at " + broker;
      if (filter.startsWith("$share/") && !restrictions.isSharedSubscriptionAvailable()) {
        throw refused(what, "it has no shared subscriptions, which groups need");
      }
      if (hasWildcards(filter) && !restrictions.isWildcardSubscriptionAvailable()) {
        throw refused(what, "it has no wildcard subscriptions");
      }
    }
  }

  private static boolean hasWildcards(String filter) {
    return filter.contains("+") || filter.contains("#");
  }

  /** Refuses a message that the broker does not take. */
  void checkPublish(String topic, int qos) throws TransportException {
    if (qos > restrictions.getMaximumQos().getCode()) { // most calls build no string
      checkQos("publish to " + topic + " at " + broker, qos);
    }
  }

  private void checkQos(String what, int qos) throws TransportException {
    int most = restrictions.getMaximumQos().getCode();
    if (qos > most) {
      throw refused(what, "it takes QoS " + most + " at most, and this needs QoS " + qos);
    }
  }

  private static TransportException refused(String what, String why) {
    return new TransportException(ErrorCode.UNIMPLEMENTED, "cannot " + what + ": " + why, null);
  }
}
