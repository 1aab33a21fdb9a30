package io.mqttremoting.internal.concurrent;

import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts tasks in the order in which they were added, with a limit on how many run at a time. With
 * a limit of one, each task sees the effects of the previous one. The executor chooses the thread.
 *
 * <p>The queue is unbounded: callers that add tasks for remote peers must check a {@link Bound}
 * first. Thread-safe.
 */
public sealed class TaskQueue implements Executor permits CallbackQueue {
  private static final Logger LOG = LoggerFactory.getLogger(TaskQueue.class);

  private final Executor executor;
  private final Runnable running = this::runTasks; // a field, so that it is allocated once

  /** The waiting tasks. Its lock also guards the fields below. */
  final Queue<Runnable> tasks = new ArrayDeque<>();

  /** The maximum number of threads that run tasks. */
  int limit;

  /** The number of threads that run tasks or are about to. */
  int active;

  /** The total number of tasks that have begun. */
  long begun;

  /** A queue whose tasks {@code executor} runs, up to {@code concurrency} of them at a time. */
  public TaskQueue(Executor executor, int concurrency) {
    this.executor = Objects.requireNonNull(executor, "executor");
    this.limit = concurrency;
  }

  /**
   * Adds a task.
   *
   * @throws java.util.concurrent.RejectedExecutionException if the executor rejects it
   */
  @Override
  public void execute(Runnable task) {
    synchronized (tasks) {
      tasks.add(task);
      added();
      if (active >= limit) {
        return;
      }
      active++;
    }
    try {
      startThread();
    } catch (RuntimeException | Error e) {
      if (takeBack(task)) {
        throw e;
      } // otherwise another thread has taken it
    }
  }

  /** Returns how many tasks wait, without those that run. */
  public int size() {
    synchronized (tasks) {
      return tasks.size();
    }
  }

  /** Called with the lock held when a task was added. */
  void added() {}

  /** Starts a thread that is already counted as active. */
  void startThread() {
    executor.execute(running);
  }

  private boolean takeBack(Runnable task) {
    synchronized (tasks) {
      active--;
      return tasks.remove(task);
    }
  }

  private void runTasks() {
    for (Runnable task = next(); task != null; task = next()) {
      try {
        task.run();
      } catch (Throwable e) { // user code may throw anything; the next task still runs
        LOG.error("Task {} failed", task, e);
      }
      Thread.interrupted(); // an interrupt of one task must not affect the next
    }
  }

  private @Nullable Runnable next() {
    synchronized (tasks) {
      Runnable task = active > limit ? null : tasks.poll();
      if (task == null) {
        active--;
      } else {
        begun++;
      }
      return task;
    }
  }
}
