package io.mqttremoting.fuzz;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what a connection does. */
final class Insides {
  private static final long DEADLINE = TimeUnit.SECONDS.toNanos(60);
  private static final long POLL = TimeUnit.MICROSECONDS.toNanos(200);

  private Insides() {}

  /** Waits until {@code condition} holds. */
  static void await(Supplier<String> what, BooleanSupplier condition) {
    long end = System.nanoTime() + DEADLINE;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        fail("not in time: " + what.get());
      }
      LockSupport.parkNanos(POLL);
    }
  }
}
