package io.mqttremoting.e2e;

import static org.junit.jupiter.api.Assertions.fail;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what is to happen, with a deadline that only a failing test ever sees. */
final class Await {
  static final Duration DEADLINE = Duration.ofSeconds(30);

  private static final long POLL_NANOS = 1_000_000;

  private Await() {}

  /** Waits until {@code condition} holds. */
  static void until(String what, BooleanSupplier condition) {
    until(() -> what, condition);
  }

  static void until(Supplier<String> what, BooleanSupplier condition) {
    long end = System.nanoTime() + DEADLINE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        fail("not within " + DEADLINE.toSeconds() + " s: " + what.get());
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  /** Waits for a value that is the {@code expected} one. */
  static void equal(Object expected, Supplier<?> actual) {
    long end = System.nanoTime() + DEADLINE.toNanos();
    Object found = actual.get();
    while (!Objects.deepEquals(expected, found)) {
      if (System.nanoTime() - end > 0) {
        fail("expected " + expected + ", but it remained " + found);
      }
      LockSupport.parkNanos(POLL_NANOS);
      found = actual.get();
    }
  }

  /** The result of a future. */
  static <T> T result(CompletableFuture<T> future) {
    try {
      return future.get(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError("the future has no result", e);
    }
  }

  /** Why a future failed. */
  static Throwable failure(CompletableFuture<?> future) {
    try {
      return fail(
          "the future has a result: " + future.get(DEADLINE.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    } catch (TimeoutException e) {
      throw new AssertionError("the future never ended", e);
    } catch (ExecutionException e) {
      return e.getCause();
    }
  }

  /** Waits for a latch. */
  static void open(CountDownLatch latch) {
    try {
      if (!latch.await(DEADLINE.toMillis(), TimeUnit.MILLISECONDS)) {
        fail("the latch never opened");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** The next of a queue. */
  static <T> T next(BlockingQueue<T> queue) {
    try {
      T next = queue.poll(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
      return next != null ? next : fail("nothing came");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
