package io.mqttremoting.internal.connection;

import io.mqttremoting.internal.wire.Message;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices when so many messages waited at the broker for this connection that it may have dropped
 * some, which it does not say. Now and then it publishes a {@link Fence}, and counts what comes
 * before that is back: that is at least what waited. Thread-safe.
 *
 * <p>Brokers hold a thousand messages for a client by default. If they ever were that many, a fence
 * begins no later than when 800 of them are left, and those come before this fence or before the
 * next: 400 before one of them at least.
 */
final class Backlog {
  private static final Logger LOG = LoggerFactory.getLogger(Backlog.class);
  private static final int BETWEEN_FENCES = 200;
  private static final int MAY_BE_TOO_MUCH = 400;
  private static final Duration BETWEEN_ASKING = Duration.ofSeconds(5);

  private final Fence fence;
  private final Executor workers;
  private final Runnable onDropped;
  private final AtomicLong received = new AtomicLong();
  private final AtomicBoolean measuring = new AtomicBoolean();
  private final AtomicBoolean asking = new AtomicBoolean();
  private volatile long measured;
  private volatile long nextAsking = System.nanoTime();

  /**
   * Of one connection.
   *
   * @param onDropped called in {@code workers}, and may wait, when some may have been dropped and
   *     less comes again
   */
  Backlog(Fence fence, Executor workers, Runnable onDropped) {
    this.fence = fence;
    this.workers = workers;
    this.onDropped = onDropped;
  }

  /** A message came; called by the MQTT library. */
  void received(Message message) {
    if (message.qos() == 0) {
      return; // nobody keeps these
    }
    long count = received.incrementAndGet();
    if (count - measured >= BETWEEN_FENCES && measuring.compareAndSet(false, true)) {
      try {
        workers.execute(() -> measure(count));
      } catch (RejectedExecutionException e) {
        LOG.debug("The connection is closed", e);
      }
    }
  }

  private void measure(long count) {
    boolean dropped = false;
    try {
      long before = count;
      long waited;
      do {
        if (!fence.awaitPatiently()) {
          return; // there is no telling
        }
        long now = received.get();
        waited = now - before;
        before = now;
        dropped |= waited >= MAY_BE_TOO_MUCH;
      } while (waited >= MAY_BE_TOO_MUCH);
    } finally {
      measured = received.get();
      measuring.set(false);
    }
    if (dropped && asking.compareAndSet(false, true)) {
      long delay = Math.max(0, nextAsking - System.nanoTime());
      CompletableFuture.delayedExecutor(delay, TimeUnit.NANOSECONDS, workers).execute(this::ask);
    }
  }

  private void ask() {
    nextAsking = System.nanoTime() + BETWEEN_ASKING.toNanos();
    asking.set(false); // what is dropped from now on is asked for next time
    onDropped.run();
  }
}
