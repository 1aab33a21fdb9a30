package io.mqttremoting.internal.mqtt5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waiting for what other threads do, never longer than it takes. */
final class Await {
  /** How long to wait for what should come; far longer than that takes. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private Await() {}

  /** Waits until a condition holds. */
  static void until(String what, BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > PATIENCE.toNanos()) {
        fail("waited in vain until " + what);
      }
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
    }
  }

  /** Waits until there is this value. */
  static <T> void value(T expected, Supplier<T> actual) {
    long start = System.nanoTime();
    while (!expected.equals(actual.get())) {
      if (System.nanoTime() - start > PATIENCE.toNanos()) {
        assertEquals(expected, actual.get());
      }
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
    }
  }

  /** Waits for the next element. */
  static <T> T next(BlockingQueue<T> queue) {
    try {
      T element = queue.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      return element == null ? fail("waited in vain for the next") : element;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return fail("interrupted", e);
    }
  }
}
