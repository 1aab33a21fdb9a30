package io.mqttremoting.internal.service.presence;

import java.util.concurrent.atomic.AtomicReference;

/**
 * The stage that a service has reached: starting, serving, leaving, left. It only moves forward.
 * Thread-safe, and never waits.
 */
public final class ServiceLife {
  private enum Stage {
    STARTING,
    SERVING,
    LEAVING,
    LEFT
  }

  private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.STARTING);

  /** Moves to serving: the service is registered with its connection. */
  public void begin() {
    advance(Stage.SERVING);
  }

  /** Moves to leaving: the service accepts no more requests but executes those that it has. */
  public void beginLeaving() {
    advance(Stage.LEAVING);
  }

  /** Moves to left: the service no longer executes requests or publishes. */
  public void leave() {
    advance(Stage.LEFT);
  }

  private void advance(Stage next) {
    stage.accumulateAndGet(next, (now, wanted) -> now.compareTo(wanted) < 0 ? wanted : now);
  }

  /** Whether the service has been registered with its connection. */
  public boolean hasBegun() {
    return stage.get() != Stage.STARTING;
  }

  /** Whether the service no longer accepts requests. */
  public boolean isLeaving() {
    return stage.get() == Stage.LEAVING || hasLeft();
  }

  /** Whether the service no longer executes requests or publishes. */
  public boolean hasLeft() {
    return stage.get() == Stage.LEFT;
  }
}
