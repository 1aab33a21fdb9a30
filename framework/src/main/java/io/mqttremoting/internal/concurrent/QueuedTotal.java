package io.mqttremoting.internal.concurrent;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Counts the items of several {@link Bound}s together. Thread-safe; reading never waits. */
public final class QueuedTotal {
  private final AtomicInteger count = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();

  void enter(int size) {
    count.incrementAndGet();
    bytes.addAndGet(size);
  }

  void leave(int size) {
    count.decrementAndGet();
    bytes.addAndGet(-size);
  }

  /** The number of items. */
  public int count() {
    return count.get();
  }

  /** The bytes of all items. */
  public long bytes() {
    return bytes.get();
  }
}
