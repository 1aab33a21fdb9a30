package io.mqttremoting.internal.wire;

import io.mqttremoting.api.Metadata;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The metadata of a received message.
 *
 * @param metadata empty if there is a problem
 * @param problem why it breaks the rules; empty if it does not
 */
record ReceivedMetadata(Metadata metadata, Optional<String> problem) {
  private static final ReceivedMetadata NONE =
      new ReceivedMetadata(Metadata.empty(), Optional.empty());

  /**
   * The metadata among user properties. Properties of the protocol, and others whose names or
   * values cannot be metadata, are of other programs and left out.
   */
  static ReceivedMetadata of(Map<String, String> userProperties) {
    Map<String, String> fitting = null;
    for (Map.Entry<String, String> property : userProperties.entrySet()) {
      if (Metadata.isKey(property.getKey()) && Metadata.isValue(property.getValue())) {
        fitting = fitting == null ? new LinkedHashMap<>() : fitting;
        fitting.put(property.getKey(), property.getValue());
      }
    }
    return fitting == null ? NONE : checked(fitting);
  }

  /** These values as metadata, or why they cannot be. */
  static ReceivedMetadata checked(Map<String, String> values) {
    try {
      return new ReceivedMetadata(Metadata.of(values), Optional.empty());
    } catch (IllegalArgumentException e) {
      return broken(String.valueOf(e.getMessage()));
    }
  }

  static ReceivedMetadata broken(String why) {
    return new ReceivedMetadata(Metadata.empty(), Optional.of(why));
  }

  static ReceivedMetadata none() {
    return NONE;
  }
}
