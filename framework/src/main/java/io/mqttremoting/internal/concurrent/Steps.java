package io.mqttremoting.internal.concurrent;

import java.util.List;

/** Several things that are to be done whatever becomes of each: closing, above all. */
public final class Steps {
  private Steps() {}

  /** Does all of them, in this order; throws at the end what the first threw that failed. */
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
