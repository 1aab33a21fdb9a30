package io.mqttremoting.internal.concurrent;

import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A queue for the tasks that strangers cause: what is too much is refused. Thread-safe. */
public final class BoundedQueue {
  private static final Logger LOG = LoggerFactory.getLogger(BoundedQueue.class);

  private final TaskQueue queue;
  private final Bound bound;

  /** At most so much as {@code bound} says waits in {@code queue}, which others may use, too. */
  public BoundedQueue(TaskQueue queue, Bound bound) {
    this.queue = queue;
    this.bound = bound;
  }

  /** How many tasks wait in the queue, those of others among them. */
  public int size() {
    return queue.size();
  }

  /** Queues a task of this size; false if too much waits, or no more tasks are taken. */
  public boolean tryExecute(int size, Runnable task) {
    if (!bound.tryEnter(size)) {
      return false;
    }
    try {
      queue.execute(
          () -> {
            bound.leave(size);
            task.run();
          });
      return true;
    } catch (RejectedExecutionException e) {
      bound.leave(size);
      LOG.debug("A task is not taken, for the connection is closed", e);
      return false;
    }
  }
}
