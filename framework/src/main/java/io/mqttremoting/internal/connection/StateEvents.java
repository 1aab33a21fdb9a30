package io.mqttremoting.internal.connection;

import io.mqttremoting.api.ConnectionEvent;
import io.mqttremoting.api.ConnectionState;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a listener how a connection changes. Several threads may connect, or notice a loss, at the
 * same time: a thread that was overtaken by another says nothing that is no longer true.
 * Thread-safe.
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

  /** Tells the listener of an event that has just happened, if it is still true. */
  synchronized void tell(ConnectionEvent event) {
    if (!holds(event.state())) {
      return;
    }
    try {
      listener.accept(event);
    } catch (RuntimeException | Error e) {
      LOG.error("Somebody could not be told of the connection", e);
    }
  }

  private boolean holds(ConnectionState state) {
    return switch (state) {
      case CONNECTED -> states.isConnected();
      case CONNECTING, DISCONNECTED, GAVE_UP -> states.link() == null && !states.isClosed();
      case CLOSED -> true;
    };
  }
}
