package io.mqttremoting.internal.service.request;

import io.mqttremoting.internal.wire.Mapping;
import java.util.Optional;

/** Identifies a call; its repeated requests have the same key. */
record CallKey(String responseTopic, String correlationData) {
  /**
   * Returns the key of a request; empty without response topic or correlation data, or if the
   * caller may use correlation data more than once.
   */
  static Optional<CallKey> of(Mapping.Header header) {
    return header.understandsErrors()
            && header.responseTopic().isPresent()
            && header.correlationData().isPresent()
        ? Optional.of(new CallKey(header.responseTopic().get(), header.correlationData().get()))
        : Optional.empty();
  }

  /** Returns its approximate size in bytes. */
  int size() {
    return responseTopic.length() + correlationData.length();
  }
}
