package io.mqttremoting.api;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * What an implementation can know of the call that it executes: until when the caller waits, and
 * whether it still does.
 *
 * <pre>{@code
 * OperationContext call = OperationContext.current();
 * while (!call.isCancelled() && hasMore()) {
 *   workOnNext();
 * }
 * }</pre>
 *
 * <p>Whatever thread asks a context may do so: an operation that goes on in other threads takes the
 * context along. Thread-safe.
 */
public final class OperationContext {
  private static final Duration FOR_EVER = Duration.ofNanos(Long.MAX_VALUE / 2);
  private static final OperationContext NONE = new OperationContext(false, 0);
  private static final ThreadLocal<OperationContext> CURRENT = ThreadLocal.withInitial(() -> NONE);

  private final boolean ends;
  private final long end; // by System.nanoTime()
  private volatile boolean cancelled;

  private OperationContext(boolean ends, long end) {
    this.ends = ends;
    this.end = end;
  }

  /**
   * A context whose caller waits for so long from now, or for ever. For those who execute calls,
   * and for tests.
   */
  public static OperationContext of(Optional<Duration> timeout) {
    return timeout.isPresent() && timeout.get().compareTo(FOR_EVER) < 0
        ? new OperationContext(true, System.nanoTime() + timeout.get().toNanos())
        : new OperationContext(false, 0);
  }

  /**
   * The context of the call that this thread executes. In a thread that executes none, as when an
   * implementation is called directly, one without a deadline, and never cancelled.
   */
  public static OperationContext current() {
    return CURRENT.get();
  }

  /** How long the caller still waits, not negative; empty if for ever. */
  public Optional<Duration> timeLeft() {
    return ends ? Optional.of(Duration.ofNanos(nanosLeft())) : Optional.empty();
  }

  /** Whether nobody waits for the result any more: the caller gave up, or its time is over. */
  public boolean isCancelled() {
    return cancelled || (ends && nanosLeft() == 0);
  }

  private long nanosLeft() {
    return Math.max(0, end - System.nanoTime());
  }

  /** Makes {@link #isCancelled()} true. For those who execute calls, and for tests. */
  public void cancel() {
    if (this != NONE) {
      cancelled = true;
    }
  }

  /** Executes a call, during which this is {@link #current()} in this thread. */
  public <T> T run(Callable<T> call) throws Exception {
    Objects.requireNonNull(call, "call");
    OperationContext before = CURRENT.get();
    CURRENT.set(this);
    try {
      return call.call();
    } finally {
      if (before == NONE) {
        CURRENT.remove();
      } else {
        CURRENT.set(before);
      }
    }
  }
}
