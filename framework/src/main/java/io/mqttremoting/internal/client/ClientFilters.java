package io.mqttremoting.internal.client;

import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.internal.wire.Topics;
import java.util.ArrayList;
import java.util.List;

/**
 * The filters that the clients of an interface subscribe to, at one instance or at all.
 *
 * @param values whether it has properties
 * @param signals whether it has signals
 */
record ClientFilters(Topics topics, boolean values, boolean signals) {
  /** Those of what brokers retain. */
  List<String> retained() {
    List<String> filters = new ArrayList<>(List.of(topics.status("+")));
    filters.addAll(retainedValues());
    return filters;
  }

  /** Those of values. */
  List<String> retainedValues() {
    return values ? List.of(topics.property("+")) : List.of();
  }

  /** The others; replies also without operations, because every service tells its contract. */
  List<String> others(MqttVersion version, String clientId) {
    List<String> filters = new ArrayList<>(topics.replyFilters(version, clientId));
    if (signals) {
      filters.add(topics.signal("+"));
    }
    return filters;
  }
}
