package io.mqttremoting.internal.concurrent;

import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts tasks in the order in which they come, at most so many at a time: one, and they run one
 * after the other, each seeing what the one before did. Which thread runs them is the executor's
 * choice.
 *
 * <p>The queue itself takes any number: who adds tasks for strangers asks a {@link Bound} first.
 * Thread-safe.
 */
public sealed class TaskQueue implements Executor permits CallbackQueue {
  private static final Logger LOG = LoggerFactory.getLogger(TaskQueue.class);

  private final Executor executor;
  private final Runnable running = this::runTasks; // else one for each time

  /** Those that wait. Its lock guards what follows. */
  final Queue<Runnable> tasks = new ArrayDeque<>();

  /** How many threads may run tasks. */
  int limit;

  /** How many do, or are about to. */
  int active;

  /** How many tasks have ever begun. */
  long begun;

  /** A queue whose tasks {@code executor} runs, up to {@code concurrency} of them at a time. */
  public TaskQueue(Executor executor, int concurrency) {
    this.executor = Objects.requireNonNull(executor, "executor");
    this.limit = concurrency;
  }

  /**
   * Adds a task.
   *
   * @throws java.util.concurrent.RejectedExecutionException if the executor takes none any more
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
      } // else a thread that was busy before has run it
    }
  }

  /** How many tasks wait, without those that run. */
  public int size() {
    synchronized (tasks) {
      return tasks.size();
    }
  }

  /** A task waits; called with the lock. */
  void added() {}

  /** Starts a thread that is counted already. */
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
      } catch (
          Throwable e) { // user code may throw anything; the next task has its turn all the same
        LOG.error("Task {} failed", task, e);
      }
      Thread.interrupted(); // what one task was told is not for the next
    }
  }

  private Runnable next() {
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
