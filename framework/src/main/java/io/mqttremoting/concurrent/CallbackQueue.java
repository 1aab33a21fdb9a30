package io.mqttremoting.concurrent;

import java.util.ArrayDeque;
import java.util.Queue;
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
public final class CallbackQueue implements Executor {
  private static final Logger LOG = LoggerFactory.getLogger(CallbackQueue.class);
  private static final int MOMENT_MILLIS = 10;
  private static final int MAX_BUSY_THREADS = 16;
  private static final int MAX_THREADS = 10_000;

  private final Executor executor;
  private final Runnable running = this::runTasks; // else one for each time
  private final ScheduledExecutorService timers;
  private final Queue<Runnable> tasks = new ArrayDeque<>(); // guards what follows
  private int limit = 1; // of threads
  private int threads;
  private long begun;
  private boolean watched;
  private boolean closed;

  /** A queue whose tasks {@code executor} runs; {@code timers} look after those that wait. */
  public CallbackQueue(Executor executor, ScheduledExecutorService timers) {
    this.executor = executor;
    this.timers = timers;
  }

  /**
   * Adds a task.
   *
   * @throws RejectedExecutionException if the executor takes none any more
   */
  @Override
  public void execute(Runnable task) {
    synchronized (tasks) {
      tasks.add(task);
      boolean waits = threads >= limit;
      if ((waits || limit > 1) && !watched && !closed) {
        watch();
      }
      if (waits) {
        return;
      }
      threads++;
    }
    try {
      executor.execute(running);
    } catch (RuntimeException | Error e) {
      if (takeBack(task)) {
        throw e;
      } // else a thread that was busy before has run it
    }
  }

  private boolean takeBack(Runnable task) {
    synchronized (tasks) {
      threads--;
      return tasks.remove(task);
    }
  }

  private void runTasks() {
    for (Runnable task = next(); task != null; task = next()) {
      try {
        task.run();
      } catch (Throwable e) { // of user code
        LOG.error("Task {} failed", task, e);
      }
      Thread.interrupted(); // what one task was told is not for the next
    }
  }

  private Runnable next() {
    synchronized (tasks) {
      Runnable task = threads > limit ? null : tasks.poll();
      if (task == null) {
        threads--;
      } else {
        begun++;
      }
      return task;
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
        limit = Math.min(2 * Math.max(1, threads), MAX_THREADS);
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
    int more = Math.max(0, Math.min(tasks.size(), limit - threads));
    threads += more;
    return more;
  }

  private void start(int more) {
    for (int started = 0; started < more; started++) {
      try {
        executor.execute(running);
      } catch (RuntimeException | Error e) { // no more threads, say
        LOG.error("{} of {} waiting callbacks get no thread yet", more - started, more, e);
        synchronized (tasks) {
          threads -= more - started;
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
