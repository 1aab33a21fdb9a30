package io.mqttremoting.internal.concurrent;

import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A bounded queue for tasks that remote peers cause; it refuses tasks when full. Thread-safe. */
public final class BoundedQueue {
  private static final Logger LOG = LoggerFactory.getLogger(BoundedQueue.class);

  private final TaskQueue queue;
  private final Bound bound;

  /** Limits the tasks in {@code queue} by {@code bound}. The queue may be shared. */
  public BoundedQueue(TaskQueue queue, Bound bound) {
    this.queue = queue;
    this.bound = bound;
  }

  /**
   * Returns how many tasks wait in the underlying queue, including those of other bounded queues.
   */
  public int size() {
    return queue.size();
  }

  /** Queues a task of this size; returns false if the queue is full or the executor shut down. */
  public boolean tryExecute(int size, Runnable task) {
    if (!bound.tryEnter(size)) {
      return false;
    }
    boolean queued = false;
    try {
      queue.execute(
          () -> {
            bound.leave(size);
            task.run();
          });
      queued = true;
    } catch (RejectedExecutionException e) {
      LOG.debug("A task is rejected because the connection is closed", e);
    } finally {
      if (!queued) { // also if there are no more threads
        bound.leave(size);
      }
    }
    return queued;
  }

  /** Queues a task whatever waits: one of a {@link LatestKept}, which has one at most. */
  void execute(Runnable task) {
    try {
      queue.execute(task);
    } catch (RejectedExecutionException e) {
      LOG.debug("A task is rejected because the connection is closed", e);
    }
  }
}
