package io.mqttremoting.benchmarks;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits for what is measured. */
final class Wait {
  private static final long CHECK_MILLIS = 20;

  private Wait() {}

  /**
   * Waits until a condition holds.
   *
   * @param what names it if it does not hold within {@code patience}
   */
  static void until(BooleanSupplier condition, Duration patience, String what)
      throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new IllegalStateException("not there in time: " + what);
      }
      TimeUnit.MILLISECONDS.sleep(CHECK_MILLIS);
    }
  }
}
