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
import org.jspecify.annotations.Nullable;

/**
 * A value with change handlers. Implementations use it to hold a property.
 *
 * <p>Thread-safe. Handlers run one at a time, in the order in which they were added. Each handler
 * sees all changes in the order in which they were made, regardless of the thread. No lock is held
 * while handlers run. A thread that calls {@link #set} also calls the handlers; usually it reports
 * its own change.
 *
 * <p>{@link #set} returns after the handlers have been called with its change, even if another
 * thread calls them. So a value that an operation sets is published before the operation's result.
 * There are two exceptions:
 *
 * <ul>
 *   <li>Inside a handler of any {@code ObservableValue}, {@code set} does not wait for another
 *       thread. If the handler sets its own value again, that change is reported after the current
 *       one. The outermost {@code set} of the thread returns only after all these changes are
 *       reported, too. So handlers of two values may set each other's value.
 *   <li>{@code set} waits for other threads for 5 seconds at most. It then logs a warning through
 *       {@link System.Logger} under this class's name and returns; the other thread still reports
 *       the change. This happens if a handler runs longer than that, needs a lock that the waiting
 *       thread holds, or waits for that thread. Therefore, while calling {@code set}, do not hold a
 *       lock that a handler needs.
 * </ul>
 *
 * <p>Use immutable values, such as records: a change inside a value is not noticed.
 *
 * @param <T> the type of the value
 */
@SuppressWarnings("exports") // users need no JSpecify
public final class ObservableValue<T extends @Nullable Object> {
  private static final System.Logger LOG = System.getLogger(ObservableValue.class.getName());
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  /**
   * Set while a thread is inside {@link #set}: the values whose changes must be reported before the
   * outermost {@code set} returns, each with the number of the change.
   */
  private static final ThreadLocal<Map<ObservableValue<?>, Long>> AWAITED = new ThreadLocal<>();

  private final Listeners<Handler<T>> handlers = new Listeners<>();
  private final Duration longestWait;
  private final Object lock = new Object();
  private volatile T value;

  /** Whether some handlers get the next value even if it equals the current one. */
  private volatile boolean reportNext;

  // Guarded by the lock. If no thread is reporting, then nothing is left to report, or a waiting
  // thread takes over.
  private final Queue<Change<T>> unreported = new ArrayDeque<>();
  private long lastChange;
  private long lastReported;
  private @Nullable Thread reporter; // null if no thread calls handlers
  private long lastOfReporter; // the reporter reports at least up to this change
  private int waiters;

  /** A value that is {@code initial} at first, which may be {@code null}. */
  public ObservableValue(T initial) {
    this(initial, LONGEST_WAIT);
  }

  ObservableValue(T initial, Duration longestWait) {
    this.value = initial;
    this.longestWait = longestWait;
  }

  /** The current value. */
  public T get() {
    return value;
  }

  /**
   * Sets the value and calls the handlers with it. If it equals the current value, only those
   * handlers are called that {@link Subscription#reportNext} was called for; arrays are compared by
   * content. Returns after the handlers have been called; the class comment names the exceptions.
   * An interrupt does not end the wait; the thread stays interrupted.
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
      if (reporter == Thread.currentThread()) { // called by a handler, which gets this change next
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
   * Adds a handler that is called with each new value from now on, but not with the current one. It
   * runs in a thread that calls {@link #set}.
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

  /**
   * Returns when this change and all changes that handlers made meanwhile in this thread are
   * reported.
   */
  private static void reportAll(ObservableValue<?> first, long change) {
    long end = System.nanoTime() + first.longestWait.toNanos();
    Map<ObservableValue<?>, Long> awaited = new HashMap<>();
    awaited.put(first, change);
    AWAITED.set(awaited);
    try {
      while (!awaited.isEmpty()) {
        Map.Entry<ObservableValue<?>, Long> next = awaited.entrySet().iterator().next();
        awaited.remove(next.getKey());
        next.getKey().awaitReport(next.getValue(), end);
      }
    } finally {
      AWAITED.remove();
    }
  }

  /** Reports the changes up to this one; returns false if another thread is reporting. */
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

  /**
   * Waits until the change is reported or {@code end} is reached; reports it if no other thread
   * does.
   */
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
      warnAbout(busy);
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

  private void warnAbout(Thread busy) {
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

  /** The next change to report; {@code null} if this thread has to stop reporting. */
  private @Nullable Change<T> next() {
    synchronized (lock) {
      // Waiting threads report their own changes; otherwise this thread might never return.
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

  /** A value that was set, and whether it equals the previous one. */
  private record Change<T extends @Nullable Object>(T value, boolean equal) {}

  private static final class Handler<T extends @Nullable Object> {
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
