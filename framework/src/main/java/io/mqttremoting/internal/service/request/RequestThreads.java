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
 * Where the requests to one implementation are executed and answered.
 *
 * @param turns runs its setters and operations
 * @param workers runs the rest of its code
 * @param background answers what does not come so far, for all services of a connection
 * @param bounds makes the bounds of how much may wait for each of these
 * @param watchdog names calls that do not return
 * @param timers ends what takes too long
 */
public record RequestThreads(
    Turn turns,
    Executor workers,
    TaskQueue background,
    Supplier<Bound> bounds,
    Watchdog watchdog,
    ScheduledExecutorService timers) {

  /** A queue of its own, whose tasks run one after the other. */
  public BoundedQueue newQueue() {
    return new BoundedQueue(new TaskQueue(workers, 1), bounds.get());
  }

  /** Room of its own among what is done in the background. */
  BoundedQueue newBackgroundQueue() {
    return new BoundedQueue(background, bounds.get());
  }
}
