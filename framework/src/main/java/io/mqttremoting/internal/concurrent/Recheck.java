package io.mqttremoting.internal.concurrent;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Repeats a check periodically as long as it is needed, so that an idle connection has no timer.
 * Thread-safe.
 */
public final class Recheck {
  private static final Logger LOG = LoggerFactory.getLogger(Recheck.class);

  private final ScheduledExecutorService timers;
  private final long periodNanos;
  private final BooleanSupplier check;
  private final AtomicBoolean active = new AtomicBoolean();
  private volatile @Nullable ScheduledFuture<?> next; // null before the first
  private volatile boolean ended;

  /**
   * Not active at first.
   *
   * @param check called after each period, by a thread of {@code timers}; returns whether further
   *     checks are needed
   */
  public Recheck(ScheduledExecutorService timers, Duration period, BooleanSupplier check) {
    this.timers = timers;
    this.periodNanos = period.toNanos();
    this.check = check;
  }

  /** Starts the checks; has no effect if they are active. Cheap enough for frequent calls. */
  public void begin() {
    if (!ended && !active.get() && active.compareAndSet(false, true)) {
      try {
        next = timers.schedule(this::run, periodNanos, TimeUnit.NANOSECONDS);
        if (ended) {
          end();
        }
      } catch (RejectedExecutionException e) {
        LOG.debug("No further checks because the connection is closed", e);
      } catch (
          OutOfMemoryError
              e) { // no more threads; the timer is set and runs once a thread can start
        LOG.warn("Checks are delayed", e);
      }
    }
  }

  /** Ends the checks for good, so that {@code timers} keep nothing of this. */
  public void end() {
    ended = true;
    ScheduledFuture<?> last = next;
    if (last != null) {
      last.cancel(false);
    }
  }

  private void run() {
    active.set(false); // first, so that begin() during the check has an effect
    if (check.getAsBoolean()) {
      begin();
    }
  }
}
