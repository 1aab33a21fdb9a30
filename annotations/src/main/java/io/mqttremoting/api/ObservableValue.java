package io.mqttremoting.api;

import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * A value with change handlers: what an implementation needs to keep a property.
 *
 * <p>Thread-safe. Handlers run in the order in which they were added, and each sees all changes in
 * the order in which they were made, whichever threads made them. No lock is held while they run:
 * {@link #set} called by a handler, or by another thread while handlers run, queues its change and
 * returns; the thread that is already calling handlers then reports it, after the change at hand.
 *
 * <p>Values are to be immutable (records, say): a change made inside a value is not noticed.
 *
 * @param <T> the type of the value
 */
public final class ObservableValue<T> {
  private final Listeners<Consumer<? super T>> handlers = new Listeners<>();
  private final Object lock = new Object();
  private final Queue<Change<T>> unreported = new ArrayDeque<>();
  private boolean reporting;
  private volatile T value;

  /** A value that starts as {@code initial}, which may be {@code null}. */
  public ObservableValue(T initial) {
    value = initial;
  }

  /** The present value. */
  public T get() {
    return value;
  }

  /**
   * Makes {@code newValue} the present value and calls the handlers with it, unless it equals the
   * present value; arrays are compared by their content.
   */
  public void set(T newValue) {
    synchronized (lock) {
      if (Objects.deepEquals(value, newValue)) {
        return;
      }
      value = newValue;
      unreported.add(new Change<>(newValue));
      if (reporting) {
        return;
      }
      reporting = true;
    }
    reportChanges();
  }

  /**
   * Adds a handler that is called with each new value from now on, in the thread that calls {@link
   * #set}, and not with the present one.
   */
  public Subscription onChange(Consumer<? super T> handler) {
    return handlers.add(handler);
  }

  private void reportChanges() {
    boolean finished = false;
    try {
      for (Change<T> change = next(); change != null; change = next()) {
        T changed = change.value;
        handlers.forEach(handler -> handler.accept(changed));
      }
      finished = true;
    } finally {
      if (!finished) { // an Error such as StackOverflowError: the next set() reports again
        synchronized (lock) {
          reporting = false;
        }
      }
    }
  }

  private Change<T> next() {
    synchronized (lock) {
      Change<T> change = unreported.poll();
      reporting = change != null;
      return change;
    }
  }

  private record Change<T>(T value) {}
}
