package io.mqttremoting.internal.client;

import io.mqttremoting.internal.concurrent.Bound;
import io.mqttremoting.internal.concurrent.BoundedQueue;
import io.mqttremoting.internal.concurrent.MessageCounts;
import io.mqttremoting.internal.concurrent.TaskQueue;
import io.mqttremoting.internal.concurrent.Watchdog;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of the clients of one connection.
 *
 * @param workers run handlers, and tasks that wait for the broker
 * @param callbacks complete futures
 * @param timers end and repeat calls
 * @param bounds limits what may wait for the handlers of one proxy, and for decoding
 * @param watchdog watches handlers
 * @param counts counts what is unusual about their messages
 */
public record ClientThreads(
    Executor workers,
    Executor callbacks,
    ScheduledExecutorService timers,
    Supplier<Bound> bounds,
    Watchdog watchdog,
    MessageCounts counts) {
  private static final Logger LOG = LoggerFactory.getLogger(ClientThreads.class);

  /** A new queue whose tasks run one after the other, with the limits for handlers. */
  BoundedQueue newTurns() {
    return new BoundedQueue(new TaskQueue(workers, 1), bounds.get());
  }

  /** A new queue whose tasks run one after the other; at most {@code maxWaiting} may wait. */
  BoundedQueue newLane(int maxWaiting) {
    return new BoundedQueue(new TaskQueue(workers, 1), new Bound(maxWaiting, 0));
  }

  /** Has a worker run a task, unless the connection is closed. */
  void execute(Runnable task) {
    try {
      workers.execute(task);
    } catch (RejectedExecutionException e) {
      LOG.debug("The connection is closed", e);
    }
  }

  /** Has the timers run a task after {@code delay}, unless the connection is closed. */
  void schedule(Duration delay, Runnable task) {
    try {
      timers.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("The connection is closed", e);
    }
  }
}
