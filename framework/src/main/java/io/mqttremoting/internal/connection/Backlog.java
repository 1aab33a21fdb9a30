package io.mqttremoting.internal.connection;

import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.internal.wire.Topics;
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
 * Detects that the broker may have dropped messages for this connection because too many were
 * queued. Brokers do not report that. After every 200 messages it publishes a {@link Fence} and
 * counts the messages that arrive before the fence does: at least that many were queued.
 * Thread-safe.
 *
 * <p>By default, brokers queue a thousand messages for a client. If the queue was ever full, a
 * fence is published no later than when 800 of them are left. These 800 arrive before this fence or
 * before the next, so at least 400 arrive before one of the two.
 */
final class Backlog {
  private static final Logger LOG = LoggerFactory.getLogger(Backlog.class);
  private static final int BETWEEN_FENCES = 200;
  private static final int MAY_BE_TOO_MUCH = 400;
  private static final Duration BETWEEN_ASKING = Duration.ofSeconds(5);

  private final Fence fence;
  private final Executor workers;
  private final Runnable onDropped;
  private final boolean countsQos0;
  private final AtomicLong received = new AtomicLong();
  private final AtomicBoolean measuring = new AtomicBoolean();
  private final AtomicBoolean asking = new AtomicBoolean();
  private volatile long measured;
  private volatile long nextAsking = System.nanoTime();

  /**
   * Watches one connection.
   *
   * @param onDropped called in {@code workers}, and may wait, when some messages may have been
   *     dropped and the queue is short again
   * @param countsQos0 whether this counts also values, signals and statuses at QoS 0, because there
   *     are no others
   */
  Backlog(Fence fence, Executor workers, Runnable onDropped, boolean countsQos0) {
    this.fence = fence;
    this.workers = workers;
    this.onDropped = onDropped;
    this.countsQos0 = countsQos0;
  }

  /** Counts a message that arrived; called by the MQTT library. */
  void received(Message message) {
    if (message.qos() == 0 && (!countsQos0 || Topics.isOfCalls(message.topic()))) {
      return; // brokers need not queue these
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
          return; // unknown how many were queued
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
    asking.set(false); // what is dropped from now on causes another request
    onDropped.run();
  }
}
