package io.mqttremoting.internal.service.request;

import io.mqttremoting.internal.wire.Mapping;
import java.util.Optional;

/** What makes a call that one, also if its request comes again. */
record CallKey(String responseTopic, String correlationData) {
  /** The key of a request, if it is one whose caller uses each only once. */
  static Optional<CallKey> of(Mapping.Header header) {
    return header.understandsErrors()
            && header.responseTopic().isPresent()
            && header.correlationData().isPresent()
        ? Optional.of(new CallKey(header.responseTopic().get(), header.correlationData().get()))
        : Optional.empty();
  }

  /** About how many bytes it takes. */
  int size() {
    return responseTopic.length() + correlationData.length();
  }
}
