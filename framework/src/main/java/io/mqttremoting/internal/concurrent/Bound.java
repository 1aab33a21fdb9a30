package io.mqttremoting.internal.concurrent;

import java.time.Duration;

/** How much may wait: so many things, and so many bytes of payload together. Thread-safe. */
public final class Bound {
  private final int maxCount;
  private final long maxBytes;
  private final QueuedTotal total;
  private int count;
  private long bytes;

  /** A bound of {@code maxCount} things with {@code maxBytes} bytes together. */
  public Bound(int maxCount, long maxBytes) {
    this(maxCount, maxBytes, new QueuedTotal());
  }

  /** A bound of which {@code total} counts what waits, together with what waits behind others. */
  public Bound(int maxCount, long maxBytes, QueuedTotal total) {
    this.maxCount = maxCount;
    this.maxBytes = maxBytes;
    this.total = total;
  }

  /** Lets a thing in if there is room; a first one is let in whatever its size. */
  public synchronized boolean tryEnter(int size) {
    if (count >= maxCount || (count > 0 && bytes + size > maxBytes)) {
      return false;
    }
    count++;
    bytes += size;
    total.enter(size);
    return true;
  }

  /** Makes the room free again that a thing of this size took. */
  public synchronized void leave(int size) {
    count--;
    bytes -= size;
    total.leave(size);
    notifyAll();
  }

  /** Waits until so many things are left inside, or less; false if that took too long. */
  public synchronized boolean awaitAtMost(int most, Duration timeout) {
    try {
      return Waiting.until(this, () -> count <= most, timeout);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // then without waiting
      return false;
    }
  }
}
