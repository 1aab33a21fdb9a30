package io.mqttremoting.internal.client;

import io.mqttremoting.internal.concurrent.Bound;
import io.mqttremoting.internal.concurrent.BoundedQueue;
import io.mqttremoting.internal.concurrent.TaskQueue;
import io.mqttremoting.internal.concurrent.Watchdog;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;

/**
 * In which threads the clients of one connection run.
 *
 * @param workers where handlers run, and what waits for the broker
 * @param callbacks where futures complete
 * @param timers which end and repeat calls
 * @param bounds how much may wait for the handlers of one proxy, and to be decoded
 * @param watchdog looks after handlers
 */
public record ClientThreads(
    Executor workers,
    Executor callbacks,
    ScheduledExecutorService timers,
    Supplier<Bound> bounds,
    Watchdog watchdog) {

  /** A new queue whose tasks run one after the other, bounded as those of handlers. */
  BoundedQueue newTurns() {
    return new BoundedQueue(new TaskQueue(workers, 1), bounds.get());
  }

  /** A new queue whose tasks run one after the other, of which at most so many wait. */
  BoundedQueue newLane(int maxWaiting) {
    return new BoundedQueue(new TaskQueue(workers, 1), new Bound(maxWaiting, 0));
  }
}
