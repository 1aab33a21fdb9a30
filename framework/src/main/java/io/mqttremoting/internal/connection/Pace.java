package io.mqttremoting.internal.connection;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Slows down publishers of messages that come back to this connection or go to many others: brokers
 * queue a thousand messages for a client and silently drop any more. After every 200 messages,
 * waits for a {@link Fence}. Thread-safe; must not be called by threads of the MQTT library.
 */
final class Pace {
  private static final int SLOWNESS_OF_OTHERS = 3;
  private static final Duration MAX_REST = Duration.ofMillis(50);

  private final Fence fence;
  private int published; // since the last fence
  private long fencedAt = System.nanoTime(); // when the last fence ended

  Pace(Fence fence) {
    this.fence = fence;
  }

  /** Called before each message is published: waits if too many are on the way. */
  synchronized void await() { // synchronized: all publishers wait
    if (published >= Fence.MAX_ON_THE_WAY) {
      long begin = System.nanoTime();
      if (fence.awaitPatiently()) {
        rest(begin);
      }
      fencedAt = System.nanoTime();
      published = 0;
    }
    published++;
  }

  /**
   * Waits until the time since the last fence is three times what this fence took, at most 50 ms:
   * other receivers may be slower than this connection.
   */
  private void rest(long begin) {
    long now = System.nanoTime();
    long rest = SLOWNESS_OF_OTHERS * (now - begin) - (now - fencedAt);
    try {
      TimeUnit.NANOSECONDS.sleep(Math.min(rest, MAX_REST.toNanos())); // not at all if negative
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the caller goes on without waiting
    }
  }
}
