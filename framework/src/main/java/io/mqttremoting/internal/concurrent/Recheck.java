package io.mqttremoting.internal.concurrent;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does something now and then, as long as there is a reason to: an idle connection has no timer.
 * Thread-safe.
 */
public final class Recheck {
  private static final Logger LOG = LoggerFactory.getLogger(Recheck.class);

  private final ScheduledExecutorService timers;
  private final long periodNanos;
  private final BooleanSupplier check;
  private final AtomicBoolean active = new AtomicBoolean();

  /**
   * Not active yet.
   *
   * @param check called after each period, by one of {@code timers}; tells whether there is still a
   *     reason to
   */
  public Recheck(ScheduledExecutorService timers, Duration period, BooleanSupplier check) {
    this.timers = timers;
    this.periodNanos = period.toNanos();
    this.check = check;
  }

  /** There is a reason from now on. Called again and again, this costs next to nothing. */
  public void begin() {
    if (!active.get() && active.compareAndSet(false, true)) {
      try {
        timers.schedule(this::run, periodNanos, TimeUnit.NANOSECONDS);
      } catch (RejectedExecutionException e) {
        LOG.debug("Nothing is checked any more, for the connection is closed", e);
      } catch (
          OutOfMemoryError e) { // no more threads; the timer is set, and runs once there is one
        LOG.warn("Checks come late", e);
      }
    }
  }

  private void run() {
    active.set(false); // first, lest a reason that comes up during the check is missed
    if (check.getAsBoolean()) {
      begin();
    }
  }
}
