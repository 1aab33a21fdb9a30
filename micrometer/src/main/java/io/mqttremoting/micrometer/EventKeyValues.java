package io.mqttremoting.micrometer;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import java.util.Optional;

/** The key values of signals and values, at both ends. */
final class EventKeyValues {
  static final String INTERFACE = "mqtt.remoting.interface";
  static final String MEMBER = "mqtt.remoting.member";
  static final String KIND = "mqtt.remoting.kind";

  private EventKeyValues() {}

  static KeyValues low(RemoteMember member, boolean isValue) {
    return KeyValues.of(
        KeyValue.of(INTERFACE, member.type()),
        KeyValue.of(MEMBER, member.member()),
        KeyValue.of(KIND, isValue ? "value" : "signal"));
  }

  static KeyValues high(RemoteMember member) {
    return CallKeyValues.high(member, Optional.empty());
  }
}
