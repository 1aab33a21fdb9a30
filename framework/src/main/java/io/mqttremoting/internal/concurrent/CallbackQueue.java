package io.mqttremoting.internal.concurrent;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks that may block, without delaying the other tasks. Most tasks are short, so one thread
 * runs them one after the other, which is faster than a thread hand-over for each. If a task has
 * waited for 10 ms, the number of threads doubles: up to 16 as long as tasks still begin, and up to
 * 10,000 if none has begun meanwhile, because then all threads are blocked. When no task waits any
 * more, the number goes down again. Thread-safe.
 */
public final class CallbackQueue extends TaskQueue {
  private static final Logger LOG = LoggerFactory.getLogger(CallbackQueue.class);
  private static final int CHECK_DELAY_MILLIS = 10;
  private static final int MAX_BUSY_THREADS = 16;
  private static final int MAX_THREADS = 10_000;

  private final ScheduledExecutorService timers;
  private boolean checkScheduled; // this and the next field are guarded by the lock of tasks
  private boolean closed;

  /** A queue whose tasks {@code executor} runs; {@code timers} check for waiting tasks. */
  public CallbackQueue(Executor executor, ScheduledExecutorService timers) {
    super(executor, 1);
    this.timers = timers;
  }

  @Override
  void added() {
    boolean waits = active >= limit;
    if ((waits || limit > 1) && !checkScheduled && !closed) {
      scheduleCheck();
    }
  }

  /** Schedules the next check; called with the lock held. */
  private void scheduleCheck() {
    long begunBefore = begun;
    long addedBefore = begun + tasks.size();
    try {
      timers.schedule(
          () -> check(begunBefore, addedBefore), CHECK_DELAY_MILLIS, TimeUnit.MILLISECONDS);
      checkScheduled = true;
    } catch (RejectedExecutionException e) {
      checkScheduled = false;
      LOG.debug("Callbacks run one after the other because the connection is closed", e);
    }
  }

  private void check(long begunBefore, long addedBefore) {
    int more;
    synchronized (tasks) {
      checkScheduled = false;
      if (closed) {
        return;
      }
      boolean progress = begun > begunBefore;
      boolean someWaited = begun < addedBefore;
      if (someWaited && !progress) {
        limit = Math.min(2 * Math.max(1, active), MAX_THREADS);
      } else if (someWaited) {
        limit = Math.max(limit, Math.min(2 * limit, MAX_BUSY_THREADS));
      } else if (progress) {
        limit = Math.max(1, limit / 2);
      }
      more = reserveThreads();
      if (!tasks.isEmpty() || (progress && limit > 1)) {
        scheduleCheck();
      }
    }
    start(more);
  }

  /** Reserves as many threads as tasks wait and the limit allows; called with the lock held. */
  private int reserveThreads() {
    int more = Math.max(0, Math.min(tasks.size(), limit - active));
    active += more;
    return more;
  }

  private void start(int more) {
    for (int started = 0; started < more; started++) {
      try {
        startThread();
      } catch (RuntimeException | Error e) { // for example, no more threads
        LOG.error(
            "Cannot start threads for {} of {} waiting callbacks yet", more - started, more, e);
        synchronized (tasks) {
          active -= more - started;
        }
        return;
      }
    }
  }

  /** Lets all waiting tasks run at the same time; called before the executor is shut down. */
  public void close() {
    int more;
    synchronized (tasks) {
      closed = true;
      limit = Integer.MAX_VALUE;
      more = reserveThreads();
    }
    start(more);
  }
}
