package io.mqttremoting.internal.client.call;

import io.mqttremoting.internal.client.presence.Availability;
import io.mqttremoting.internal.wire.Mappings;
import io.mqttremoting.internal.wire.Topics;

/**
 * The routes that calls of one operation may take. Immutable.
 *
 * @param v5 in the mapping for MQTT 5
 * @param v3 in the mapping for MQTT 3.1.1, which services on MQTT 5 may answer, too
 */
record Routes(Route v5, Route v3) {
  static Routes of(Mappings mappings, Topics topics, String operation, String clientId) {
    return new Routes(
        Route.of(mappings.v5(), topics, operation, clientId),
        Route.of(mappings.v3(), topics, operation, clientId));
  }

  /**
   * Chooses the MQTT 5 mapping if our connection speaks MQTT 5 and a service answers that mapping.
   */
  Route choose(boolean speaksMqtt5, Availability known) {
    return speaksMqtt5 && known.offers(v5.mapping().name()) ? v5 : v3;
  }

  /** Whether this is one of the reply topics. */
  boolean repliesOn(String topic) {
    return topic.equals(v5.replyTopic()) || topic.equals(v3.replyTopic());
  }
}
