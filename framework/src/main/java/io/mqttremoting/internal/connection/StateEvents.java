package io.mqttremoting.internal.connection;

import io.mqttremoting.api.ConnectionEvent;
import io.mqttremoting.api.ConnectionState;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a listener how a connection changes. Several threads may connect, or notice a loss, at the
 * same time: whichever of them comes last, what the listener is told last is true. Thread-safe.
 */
final class StateEvents {
  private static final Logger LOG = LoggerFactory.getLogger(StateEvents.class);

  private final StateMachine states;
  private final Consumer<ConnectionEvent> listener;

  /** The listener is called in any thread, one call at a time, and must not block. */
  StateEvents(StateMachine states, Consumer<ConnectionEvent> listener) {
    this.states = states;
    this.listener = listener;
  }

  /**
   * Tells the listener of an event that has just happened. It is not told if another thread has
   * connected, or noticed a loss, since then: that thread tells it, or has done so.
   */
  synchronized void tell(ConnectionEvent event) {
    boolean holds =
        event.state() == ConnectionState.CONNECTED ? states.isConnected() : states.link() == null;
    if (!holds) {
      return;
    }
    try {
      listener.accept(event);
    } catch (RuntimeException | Error e) {
      LOG.error("Somebody could not be told of the connection", e);
    }
  }
}
