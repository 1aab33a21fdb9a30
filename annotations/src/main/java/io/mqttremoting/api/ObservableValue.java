package io.mqttremoting.api;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A value with change handlers: what an implementation needs to keep a property.
 *
 * <p>Thread-safe. Handlers run in the order in which they were added, one at a time, and each sees
 * all changes in the order in which they were made, whichever threads made them. No lock is held
 * while they run. Each change is reported by a thread that calls {@link #set}, mostly the one that
 * made it.
 *
 * <p>{@link #set} returns when the handlers have been called with its change, also if another
 * thread calls them. So what an operation has set is published before its result is. There are two
 * exceptions:
 *
 * <ul>
 *   <li>In a handler of any such value, {@code set} does not wait for another thread, and a change
 *       of the value that is being reported is reported after the change at hand. The wait is made
 *       up for: the outermost {@code set} of the thread returns when all these changes are
 *       reported, too. So handlers of two values may set each other's value.
 *   <li>{@code set} waits for other threads for 5 seconds at most. It then logs a warning under
 *       this class's name with {@link System.Logger} and returns; the other thread still reports
 *       the change. This happens if a handler runs for so long, needs a lock that the waiting
 *       thread holds, or waits for that thread. Therefore hold no lock that a handler needs while
 *       calling {@code set}.
 * </ul>
 *
 * <p>Values are to be immutable (records, say): a change made inside a value is not noticed.
 *
 * @param <T> the type of the value
 */
public final class ObservableValue<T> {
  private static final System.Logger LOG = System.getLogger(ObservableValue.class.getName());
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  /**
   * In a thread that is inside of {@link #set}: the values whose changes are still to be reported
   * before the outermost {@code set} returns, each with the number of the change.
   */
  private static final ThreadLocal<Map<ObservableValue<?>, Long>> AWAITED = new ThreadLocal<>();

  private final Listeners<Handler<T>> handlers = new Listeners<>();
  private final Duration longestWait;
  private final Object lock = new Object();
  private volatile T value;

  /** Whether the next value is reported to some handlers even if it equals the present one. */
  private volatile boolean reportNext;

  // All of these are guarded by the lock. If nobody reports, then there is nothing to report, or a
  // thread waits that takes over.
  private final Queue<Change<T>> unreported = new ArrayDeque<>();
  private long lastChange;
  private long lastReported;
  private Thread reporter; // null if no thread calls handlers
  private long lastOfReporter; // up to which the reporter goes on in any case
  private int waiters;

  /** A value that starts as {@code initial}, which may be {@code null}. */
  public ObservableValue(T initial) {
    this(initial, LONGEST_WAIT);
  }

  ObservableValue(T initial, Duration longestWait) {
    this.value = initial;
    this.longestWait = longestWait;
  }

  /** The present value. */
  public T get() {
    return value;
  }

  /**
   * Makes {@code newValue} the present value and calls the handlers with it, unless it equals the
   * present value and no {@link Subscription#reportNext} asked for it; arrays are compared by their
   * content. Returns when the handlers have been called with the present value, with the exceptions
   * that the class comment names. An interrupt does not end the wait; the thread stays interrupted.
   */
  public void set(T newValue) {
    long change;
    synchronized (lock) {
      boolean equal = Objects.deepEquals(value, newValue);
      if (!equal || reportNext) {
        reportNext = false;
        value = newValue;
        lastChange++;
        unreported.add(new Change<>(newValue, equal));
      }
      change = lastChange;
      if (lastReported >= change) {
        return;
      }
      if (reporter == Thread.currentThread()) { // a handler calls, to which it is reported next
        lastOfReporter = change;
        return;
      }
    }
    Map<ObservableValue<?>, Long> awaited = AWAITED.get();
    if (awaited == null) {
      reportAll(this, change);
    } else if (!tryReport(change)) {
      awaited.merge(this, change, Math::max);
    }
  }

  /**
   * Adds a handler that is called with each new value from now on, in a thread that calls {@link
   * #set}, and not with the present one.
   */
  public Subscription onChange(Consumer<? super T> handler) {
    Handler<T> added = new Handler<>(Objects.requireNonNull(handler, "handler"));
    Subscription subscription = handlers.add(added);
    return new Subscription() {
      @Override
      public void close() {
        subscription.close();
      }

      @Override
      public void reportNext() {
        added.reportNext = true;
        reportNext = true;
      }
    };
  }

  /** Returns when the change, and all that handlers set in this thread meanwhile, is reported. */
  private static void reportAll(ObservableValue<?> first, long change) {
    long end = System.nanoTime() + first.longestWait.toNanos();
    Map<ObservableValue<?>, Long> awaited = new HashMap<>();
    awaited.put(first, change);
    AWAITED.set(awaited);
    try {
      while (!awaited.isEmpty()) {
        ObservableValue<?> next = awaited.keySet().iterator().next();
        next.awaitReport(awaited.remove(next), end);
      }
    } finally {
      AWAITED.remove();
    }
  }

  /** Reports changes up to this one; false if another thread is reporting. */
  private boolean tryReport(long change) {
    synchronized (lock) {
      if (reporter != null) {
        return false;
      }
      beginReporting(change);
    }
    report();
    return true;
  }

  /** Returns when the change is reported, by this thread if no other does, or at {@code end}. */
  private void awaitReport(long change, long end) {
    Thread busy;
    synchronized (lock) {
      awaitTurn(change, end);
      if (lastReported >= change) {
        return;
      }
      busy = reporter;
      if (busy == null) {
        beginReporting(change);
      }
    }
    if (busy == null) {
      report();
    } else {
      warnOf(busy);
    }
  }

  private void awaitTurn(long change, long end) {
    boolean interrupted = false;
    waiters++;
    while (lastReported < change && reporter != null) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        break;
      }
      try {
        TimeUnit.NANOSECONDS.timedWait(lock, left);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    waiters--;
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void warnOf(Thread busy) {
    LOG.log(
        Level.WARNING,
        "set() returns before the handlers are called with its change: they are busy in thread '"
            + busy.getName()
            + "'; do they wait for thread '"
            + Thread.currentThread().getName()
            + "', or for a lock that it holds?");
  }

  private void beginReporting(long change) {
    reporter = Thread.currentThread();
    lastOfReporter = change;
  }

  private void report() {
    boolean finished = false;
    try {
      for (Change<T> change = next(); change != null; change = next()) {
        Change<T> changed = change;
        handlers.forEach(handler -> handler.accept(changed));
        synchronized (lock) {
          lastReported++;
          lock.notifyAll();
        }
      }
      finished = true;
    } finally {
      if (!finished) { // an Error such as StackOverflowError: the next set() reports again
        synchronized (lock) {
          lastReported++;
          endReporting();
        }
      }
    }
  }

  /** The next change to report; {@code null} if this thread is to report no more. */
  private Change<T> next() {
    synchronized (lock) {
      // Others report their own changes, lest this thread does so for ever.
      boolean othersGoOn = lastReported >= lastOfReporter && waiters > 0;
      Change<T> change = othersGoOn ? null : unreported.poll();
      if (change == null) {
        endReporting();
      }
      return change;
    }
  }

  private void endReporting() {
    reporter = null;
    lock.notifyAll();
  }

  /** A value that was set; whether it equals the one before. */
  private record Change<T>(T value, boolean equal) {}

  private static final class Handler<T> {
    private final Consumer<? super T> handler;
    private volatile boolean reportNext;

    Handler(Consumer<? super T> handler) {
      this.handler = handler;
    }

    void accept(Change<T> change) {
      boolean called = !change.equal || reportNext;
      reportNext = false;
      if (called) {
        handler.accept(change.value);
      }
    }

    @Override
    public String toString() {
      return handler.toString(); // for the log
    }
  }
}
