package io.mqttremoting.internal.client;

import io.mqttremoting.internal.concurrent.Waiting;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Which instances of a fleet are present, and who is told when that may have changed. Thread-safe.
 */
final class Attendance {
  private final Set<String> present = new TreeSet<>(); // guarded by this
  private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();
  private volatile boolean known;

  /** Adds a listener, which gets the name of each instance that may have joined or left. */
  void listen(Consumer<String> listener) {
    listeners.add(listener);
  }

  /** Removes a listener; whether others are left. */
  boolean unlisten(Consumer<String> listener) {
    listeners.remove(listener);
    return !listeners.isEmpty();
  }

  /** Sets whether the statuses and values of all instances have arrived on this connection. */
  void setKnown(boolean now) {
    known = now;
  }

  /** Whether it is known who is present; false without a connection. */
  boolean isKnown() {
    return known;
  }

  /**
   * Sets whether an instance is present; tells the listeners.
   *
   * @param isPresent asked under the lock, so that the last update has the latest answer
   */
  void update(String name, BooleanSupplier isPresent) {
    synchronized (this) {
      if (isPresent.getAsBoolean()) {
        present.add(name);
      } else {
        present.remove(name);
      }
      notifyAll();
    }
    listeners.forEach(listener -> listener.accept(name));
  }

  synchronized boolean has(String name) {
    return present.contains(name);
  }

  /** The names of the instances that are present, sorted. */
  synchronized Set<String> present() {
    return new TreeSet<>(present);
  }

  /** Waits until an instance is present; returns whether it is. */
  synchronized boolean await(String name, Duration timeout) throws InterruptedException {
    return Waiting.until(this, () -> present.contains(name), timeout);
  }
}
