package io.mqttremoting.internal.service.request;

import io.mqttremoting.internal.concurrent.Bound;
import io.mqttremoting.internal.concurrent.BoundedQueue;
import io.mqttremoting.internal.concurrent.TaskQueue;
import io.mqttremoting.internal.concurrent.Turn;
import io.mqttremoting.internal.concurrent.Watchdog;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;

/**
 * The threads that execute and answer the requests to one implementation.
 *
 * @param turns runs its setters and operations
 * @param workers runs tasks that may wait for the broker or for user code
 * @param background sends refusals of requests and publishes again, for all services of a
 *     connection
 * @param bounds creates the limits of the queues
 * @param watchdog logs calls of user code that do not return
 * @param timers runs timeouts
 */
public record RequestThreads(
    Turn turns,
    Executor workers,
    TaskQueue background,
    Supplier<Bound> bounds,
    Watchdog watchdog,
    ScheduledExecutorService timers) {

  /** Returns a new queue whose tasks run one after the other. */
  public BoundedQueue newQueue() {
    return new BoundedQueue(new TaskQueue(workers, 1), bounds.get());
  }

  /** Returns a queue with its own limit whose tasks run in {@code background}. */
  BoundedQueue newBackgroundQueue() {
    return new BoundedQueue(background, bounds.get());
  }
}
