package io.mqttremoting.internal.service.presence;

import java.util.concurrent.atomic.AtomicReference;

/** How far the life of a service is, which goes one way only. Thread-safe, and never waits. */
public final class ServiceLife {
  private enum Stage {
    STARTING,
    SERVING,
    LEAVING,
    LEFT
  }

  private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.STARTING);

  /** It is registered with its connection. */
  public void begin() {
    advance(Stage.SERVING);
  }

  /** It takes no more requests; those that it has are executed. */
  public void beginLeaving() {
    advance(Stage.LEAVING);
  }

  /** It executes, and publishes, nothing more. */
  public void leave() {
    advance(Stage.LEFT);
  }

  private void advance(Stage next) {
    stage.accumulateAndGet(next, (now, wanted) -> now.compareTo(wanted) < 0 ? wanted : now);
  }

  /** Whether it has been registered with its connection. */
  public boolean hasBegun() {
    return stage.get() != Stage.STARTING;
  }

  /** Whether it takes no more requests. */
  public boolean isLeaving() {
    return stage.get().compareTo(Stage.LEAVING) >= 0;
  }

  /** Whether it executes, and publishes, nothing more. */
  public boolean hasLeft() {
    return stage.get() == Stage.LEFT;
  }
}
