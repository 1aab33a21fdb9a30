package io.mqttremoting;

import io.mqttremoting.api.ConnectionEvent;
import io.mqttremoting.api.ConnectionState;
import io.mqttremoting.api.Listeners;
import io.mqttremoting.api.Subscription;
import io.mqttremoting.concurrent.TaskQueue;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The state of a connection, and who is told of it. Thread-safe. */
final class ConnectionStates {
  private final TaskQueue events;
  private final Listeners<Consumer<ConnectionEvent>> handlers = new Listeners<>();
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
    if (!handlers.isEmpty()) {
      events.execute(() -> handlers.forEach(handler -> handler.accept(event)));
    }
  }

  synchronized boolean awaitConnected(Duration timeout) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.NANOSECONDS.convert(timeout); // at most 292 years
    while (state != ConnectionState.CONNECTED) {
      long left = end - System.nanoTime();
      if (left <= 0 || state == ConnectionState.GAVE_UP || state == ConnectionState.CLOSED) {
        return false;
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    return true;
  }
}
