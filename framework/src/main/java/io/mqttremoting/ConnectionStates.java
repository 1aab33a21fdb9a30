package io.mqttremoting;

import io.mqttremoting.api.ConnectionEvent;
import io.mqttremoting.api.ConnectionState;
import io.mqttremoting.api.Listeners;
import io.mqttremoting.api.Subscription;
import io.mqttremoting.internal.concurrent.LogLimit;
import io.mqttremoting.internal.concurrent.TaskQueue;
import io.mqttremoting.internal.concurrent.Waiting;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The state of a connection, and who is told of it. Thread-safe. */
final class ConnectionStates {
  private static final Logger LOG = LoggerFactory.getLogger(ConnectionStates.class);
  private static final int MAX_UNTOLD = 1000;

  private final LogLimit log = new LogLimit("handlers of connection states");
  private final TaskQueue events;
  private final Listeners<Consumer<ConnectionEvent>> handlers = new Listeners<>();

  /** The latest of which handlers have yet to be told; for each, a task is queued. */
  private final Queue<ConnectionEvent> untold = new ArrayDeque<>();

  private ConnectionState state = ConnectionState.DISCONNECTED;

  /** Handlers run in {@code workers}, one event after the other. */
  ConnectionStates(Executor workers) {
    this.events = new TaskQueue(workers, 1);
  }

  synchronized ConnectionState state() {
    return state;
  }

  Subscription onChanged(Consumer<ConnectionEvent> handler) {
    return handlers.add(handler);
  }

  /** The connection has come into a state; after it is closed, into no other. */
  synchronized void enter(ConnectionEvent event) {
    if (state == ConnectionState.CLOSED) {
      return;
    }
    state = event.state();
    notifyAll();
    if (handlers.isEmpty()) {
      return;
    }
    untold.add(event);
    if (untold.size() <= MAX_UNTOLD) {
      events.execute(this::tellNext);
    } else {
      log.warn(LOG, "Handlers of states are too slow; they do not learn of {}", untold.remove());
    }
  }

  private void tellNext() {
    ConnectionEvent next;
    synchronized (this) {
      next = untold.remove();
    }
    handlers.forEach(handler -> handler.accept(next));
  }

  synchronized boolean awaitConnected(Duration timeout) throws InterruptedException {
    Set<ConnectionState> ends =
        EnumSet.of(ConnectionState.CONNECTED, ConnectionState.GAVE_UP, ConnectionState.CLOSED);
    Waiting.until(this, () -> ends.contains(state), timeout);
    return state == ConnectionState.CONNECTED;
  }
}
