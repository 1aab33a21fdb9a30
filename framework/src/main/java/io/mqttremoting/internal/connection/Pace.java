package io.mqttremoting.internal.connection;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Keeps the pace of those who publish messages that come back to this connection, or go to many
 * others: brokers hold a thousand messages for a client, and silently drop what is more. After
 * every 200, it waits for a {@link Fence}. Thread-safe; not for threads of the MQTT library.
 */
final class Pace {
  private static final int SLOWNESS_OF_OTHERS = 3;
  private static final Duration MAX_REST = Duration.ofMillis(50);

  private final Fence fence;
  private int published; // since the last fence
  private long fencedAt = System.nanoTime(); // when that was

  Pace(Fence fence) {
    this.fence = fence;
  }

  /** Waits, before one more message is published, if too many are on the way. */
  synchronized void await() { // so that all wait
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
   * Waits, so that what was published since the last fence has taken a few times as long as it
   * needs to come back here: others that get it may be slower.
   */
  private void rest(long begin) {
    long now = System.nanoTime();
    long rest = SLOWNESS_OF_OTHERS * (now - begin) - (now - fencedAt);
    try {
      TimeUnit.NANOSECONDS.sleep(Math.min(rest, MAX_REST.toNanos())); // not at all if negative
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // then without waiting
    }
  }
}
