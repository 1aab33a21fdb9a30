package io.mqttremoting.internal.concurrent;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks that may block without holding up the others. Most are short, so one thread runs them
 * one after the other, which is quicker than handing each to another thread. When a task has waited
 * for a moment, twice as many threads may run: sixteen at most as long as tasks begin, and any
 * number if none has begun meanwhile, for then all threads are blocked. When none waits any more,
 * fewer may run. Thread-safe.
 */
public final class CallbackQueue extends TaskQueue {
  private static final Logger LOG = LoggerFactory.getLogger(CallbackQueue.class);
  private static final int MOMENT_MILLIS = 10;
  private static final int MAX_BUSY_THREADS = 16;
  private static final int MAX_THREADS = 10_000;

  private final ScheduledExecutorService timers;
  private boolean watched; // guarded by the tasks, as is what follows
  private boolean closed;

  /** A queue whose tasks {@code executor} runs; {@code timers} look after those that wait. */
  public CallbackQueue(Executor executor, ScheduledExecutorService timers) {
    super(executor, 1);
    this.timers = timers;
  }

  @Override
  void added() {
    boolean waits = active >= limit;
    if ((waits || limit > 1) && !watched && !closed) {
      watch();
    }
  }

  /** Looks again in a moment; to be called with the lock. */
  private void watch() {
    long begunBefore = begun;
    long addedBefore = begun + tasks.size();
    try {
      timers.schedule(() -> check(begunBefore, addedBefore), MOMENT_MILLIS, TimeUnit.MILLISECONDS);
      watched = true;
    } catch (RejectedExecutionException e) {
      watched = false;
      LOG.debug("Callbacks wait for each other, for the connection is closed", e);
    }
  }

  private void check(long begunBefore, long addedBefore) {
    int more;
    synchronized (tasks) {
      watched = false;
      if (closed) {
        return;
      }
      boolean moves = begun > begunBefore;
      boolean someWaited = begun < addedBefore;
      if (someWaited && !moves) {
        limit = Math.min(2 * Math.max(1, active), MAX_THREADS);
      } else if (someWaited) {
        limit = Math.max(limit, Math.min(2 * limit, MAX_BUSY_THREADS));
      } else if (moves) {
        limit = Math.max(1, limit / 2);
      }
      more = takeThreads();
      if (!tasks.isEmpty() || (moves && limit > 1)) {
        watch();
      }
    }
    start(more);
  }

  /** Of the threads that may run, those that tasks wait for; to be called with the lock. */
  private int takeThreads() {
    int more = Math.max(0, Math.min(tasks.size(), limit - active));
    active += more;
    return more;
  }

  private void start(int more) {
    for (int started = 0; started < more; started++) {
      try {
        startThread();
      } catch (RuntimeException | Error e) { // no more threads, say
        LOG.error("{} of {} waiting callbacks get no thread yet", more - started, more, e);
        synchronized (tasks) {
          active -= more - started;
        }
        return;
      }
    }
  }

  /** Lets all tasks run at once that wait now; to be called before the executor is shut down. */
  public void close() {
    int more;
    synchronized (tasks) {
      closed = true;
      limit = Integer.MAX_VALUE;
      more = takeThreads();
    }
    start(more);
  }
}
