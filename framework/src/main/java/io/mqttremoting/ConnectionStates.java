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

/** Holds the state of a connection and reports changes to handlers. Thread-safe. */
final class ConnectionStates {
  private static final Logger LOG = LoggerFactory.getLogger(ConnectionStates.class);
  private static final int MAX_UNREPORTED = 1000;

  private final LogLimit log = new LogLimit("handlers of connection states");
  private final TaskQueue events;
  private final Listeners<Consumer<ConnectionEvent>> handlers = new Listeners<>();

  /** The latest events that handlers have not got yet; a task is queued for each. */
  private final Queue<ConnectionEvent> unreported = new ArrayDeque<>();

  private ConnectionState state = ConnectionState.DISCONNECTED;
  private long connects;
  private long losses;

  /** Handlers run in {@code workers}, one event at a time. */
  ConnectionStates(Executor workers) {
    this.events = new TaskQueue(workers, 1);
  }

  synchronized ConnectionState state() {
    return state;
  }

  Subscription onChanged(Consumer<ConnectionEvent> handler) {
    return handlers.add(handler);
  }

  /** Enters a state. {@code CLOSED} is final: later calls have no effect. */
  synchronized void enter(ConnectionEvent event) {
    if (state == ConnectionState.CLOSED) {
      return;
    }
    count(event.state());
    state = event.state();
    notifyAll();
    if (handlers.isEmpty()) {
      return;
    }
    unreported.add(event);
    if (unreported.size() <= MAX_UNREPORTED) {
      events.execute(this::reportNext);
    } else {
      log.warn(LOG, "State handlers are too slow; dropping the event {}", unreported.remove());
    }
  }

  private void count(ConnectionState next) {
    if (next == ConnectionState.CONNECTED && state != ConnectionState.CONNECTED) {
      connects++;
    } else if (state == ConnectionState.CONNECTED
        && next != ConnectionState.CONNECTED
        && next != ConnectionState.CLOSED) {
      losses++;
    }
  }

  /** How often the state {@code CONNECTED} was entered. */
  synchronized long connects() {
    return connects;
  }

  /** How often it was left, not counting {@code CLOSED}. */
  synchronized long losses() {
    return losses;
  }

  private void reportNext() {
    ConnectionEvent next;
    synchronized (this) {
      next = unreported.remove();
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
