package io.mqttremoting.internal.concurrent;

import java.util.List;

/** Runs several steps even if some of them fail, for example when closing. */
public final class Steps {
  private Steps() {}

  /** Runs all steps in this order; throws the first failure at the end. */
  public static void runAll(List<Runnable> steps) {
    Throwable failure = null;
    for (Runnable step : steps) {
      try {
        step.run();
      } catch (RuntimeException | Error e) {
        if (failure == null) {
          failure = e;
        } else if (failure != e) {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    if (failure instanceof Error error) {
      throw error;
    }
  }
}
