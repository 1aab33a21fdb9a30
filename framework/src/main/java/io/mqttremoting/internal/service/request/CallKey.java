package io.mqttremoting.internal.service.request;

import io.mqttremoting.internal.wire.Mapping;
import org.jspecify.annotations.Nullable;

/** Identifies a call; its repeated requests have the same key. */
record CallKey(String responseTopic, String correlationData) {
  /**
   * Returns the key of a request; {@code null} without response topic or correlation data, or if
   * the caller may use correlation data more than once.
   */
  static @Nullable CallKey of(Mapping.Header header) {
    return header.understandsErrors()
            && header.responseTopic().isPresent()
            && header.correlationData().isPresent()
        ? new CallKey(header.responseTopic().get(), header.correlationData().get())
        : null;
  }

  /** Returns its approximate size in bytes. */
  int size() {
    return responseTopic.length() + correlationData.length();
  }
}
