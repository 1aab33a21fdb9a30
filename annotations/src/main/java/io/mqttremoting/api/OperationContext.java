package io.mqttremoting.api;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * Tells an implementation about the call that it executes: how long the caller still waits, and
 * whether the call was cancelled.
 *
 * <pre>{@code
 * OperationContext call = OperationContext.current();
 * while (!call.isCancelled() && hasMore()) {
 *   workOnNext();
 * }
 * }</pre>
 *
 * <p>Thread-safe. A context can be used in any thread: an operation that continues in other threads
 * passes the context to them.
 */
public final class OperationContext {
  private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE / 2);
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
   * A context of a caller that waits for {@code timeout} from now, or forever if it is empty. For
   * code that executes calls, and for tests.
   */
  public static OperationContext of(Optional<Duration> timeout) {
    return timeout.isPresent() && timeout.get().compareTo(FOREVER) < 0
        ? new OperationContext(true, System.nanoTime() + timeout.get().toNanos())
        : new OperationContext(false, 0);
  }

  /**
   * The context of the call that this thread executes. If this thread executes no call, for example
   * because an implementation is called directly, the context has no deadline and is never
   * cancelled.
   */
  public static OperationContext current() {
    return CURRENT.get();
  }

  /** How long the caller still waits, never negative; empty if it waits forever. */
  public Optional<Duration> timeLeft() {
    return ends ? Optional.of(Duration.ofNanos(nanosLeft())) : Optional.empty();
  }

  /** Whether the caller no longer waits for the result: it cancelled the call, or it timed out. */
  public boolean isCancelled() {
    return cancelled || (ends && nanosLeft() == 0);
  }

  private long nanosLeft() {
    return Math.max(0, end - System.nanoTime());
  }

  /** Makes {@link #isCancelled()} true. For code that executes calls, and for tests. */
  public void cancel() {
    if (this != NONE) {
      cancelled = true;
    }
  }

  /** Executes {@code call}; meanwhile, this is the {@link #current()} context of this thread. */
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
