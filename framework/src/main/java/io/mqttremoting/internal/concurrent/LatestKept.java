package io.mqttremoting.internal.concurrent;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Hands values on through a bounded queue, in their order. While there is no room in it, only the
 * latest value is kept. Thread-safe.
 *
 * @param <T> the type of the values
 */
public final class LatestKept<T> {
  private final BoundedQueue queue;
  private final Consumer<T> receiver;

  /** What waits beyond the bound, for which one task is queued; {@code null} if nothing does. */
  private final AtomicReference<T> overflow = new AtomicReference<>();

  /** Hands values on to {@code receiver}, in {@code queue}. */
  public LatestKept(BoundedQueue queue, Consumer<T> receiver) {
    this.queue = queue;
    this.receiver = receiver;
  }

  /**
   * Hands on a value of this size.
   *
   * @return false if it is the first for which there is no room
   */
  public boolean offer(int size, T value) {
    boolean overflowing = overflow.get() != null; // which this value may not overtake
    if (!overflowing && queue.tryExecute(size, () -> receiver.accept(value))) {
      return true;
    }
    boolean first = overflow.getAndSet(value) == null;
    if (first) {
      queue.execute(() -> receiver.accept(overflow.getAndSet(null)));
    }
    return !first;
  }
}
