package io.mqttremoting.internal.client;

import io.mqttremoting.internal.concurrent.LatestKept;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A handler of availability. It runs in the queue of its proxy; if it is too slow, it gets only the
 * latest value. Thread-safe.
 */
final class AvailabilityHandler {
  private static final Logger LOG = LoggerFactory.getLogger(AvailabilityHandler.class);

  private final ProxyScope owner;
  private final LatestKept<Boolean> values;

  AvailabilityHandler(ProxyScope owner, Consumer<Boolean> handler) {
    this.owner = owner;
    this.values =
        new LatestKept<>(
            owner.turns(),
            available -> {
              if (!owner.isClosed()) {
                owner.whileRunning(
                    owner.interfaceId() + ": a handler of its availability",
                    () -> handler.accept(available)); // exceptions are logged
              }
            });
  }

  /** Called by the MQTT library. */
  void onChanged(boolean available) {
    if (!values.offer(0, available)) {
      owner
          .log()
          .warn(
              LOG,
              "{}: handlers are too slow; only the latest availability is kept",
              owner.interfaceId());
    }
  }
}
