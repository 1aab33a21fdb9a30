package io.mqttremoting.internal.concurrent;

import java.time.Duration;

/** Limits how much may wait: a maximum number of items and a maximum of bytes. Thread-safe. */
public final class Bound {
  private final int maxCount;
  private final long maxBytes;
  private final QueuedTotal total;
  private int count;
  private long bytes;

  /** A limit of {@code maxCount} items that have {@code maxBytes} bytes together. */
  public Bound(int maxCount, long maxBytes) {
    this(maxCount, maxBytes, new QueuedTotal());
  }

  /** A limit whose items are also counted in {@code total}, which several limits may share. */
  public Bound(int maxCount, long maxBytes, QueuedTotal total) {
    this.maxCount = maxCount;
    this.maxBytes = maxBytes;
    this.total = total;
  }

  /** Adds an item if there is room; returns false if not. The first item fits whatever its size. */
  public synchronized boolean tryEnter(int size) {
    if (count >= maxCount || (count > 0 && bytes + size > maxBytes)) {
      return false;
    }
    count++;
    bytes += size;
    total.enter(size);
    return true;
  }

  /** Frees the room of an item of this size. */
  public synchronized void leave(int size) {
    count--;
    bytes -= size;
    total.leave(size);
    notifyAll();
  }

  /** Waits until at most this many items are left; returns false after the timeout. */
  public synchronized boolean awaitAtMost(int most, Duration timeout) {
    try {
      return Waiting.until(this, () -> count <= most, timeout);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // stop waiting
      return false;
    }
  }
}
