package io.mqttremoting.internal.concurrent;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits for a condition whose changes other threads signal with {@link Object#notifyAll()}. */
public final class Waiting {
  private Waiting() {}

  /**
   * Waits until {@code condition} is true; returns false after the timeout. The calling thread must
   * hold {@code monitor}.
   *
   * @throws InterruptedException if the calling thread is interrupted
   */
  public static boolean until(Object monitor, BooleanSupplier condition, Duration timeout)
      throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.NANOSECONDS.convert(timeout); // at most 292 years
    while (!condition.getAsBoolean()) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      TimeUnit.NANOSECONDS.timedWait(monitor, left);
    }
    return true;
  }
}
