package io.mqttremoting.concurrent;

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
public final class TaskQueue implements Executor {
  private static final Logger LOG = LoggerFactory.getLogger(TaskQueue.class);

  private final Executor executor;
  private final Runnable running = this::runTasks; // else one for each time
  private final int concurrency;
  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private int active;

  /** A queue whose tasks {@code executor} runs, up to {@code concurrency} of them at a time. */
  public TaskQueue(Executor executor, int concurrency) {
    this.executor = Objects.requireNonNull(executor, "executor");
    this.concurrency = concurrency;
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
      if (active == concurrency) {
        return;
      }
      active++;
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
      Runnable task = tasks.poll();
      if (task == null) {
        active--;
      }
      return task;
    }
  }
}
