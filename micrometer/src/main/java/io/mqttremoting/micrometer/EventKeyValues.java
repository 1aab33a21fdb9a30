package io.mqttremoting.micrometer;

import io.micrometer.common.KeyValues;
import io.mqttremoting.micrometer.RemotingObservationDocumentation.EventKeys;
import java.util.Optional;

/** The key values of signals and values, at both ends. */
final class EventKeyValues {
  private EventKeyValues() {}

  static KeyValues low(RemoteMember member, boolean isValue) {
    return KeyValues.of(
        EventKeys.INTERFACE.withValue(member.type()),
        EventKeys.MEMBER.withValue(member.member()),
        EventKeys.KIND.withValue(isValue ? "value" : "signal"));
  }

  static KeyValues high(RemoteMember member) {
    return CallKeyValues.high(member, Optional.empty());
  }
}
