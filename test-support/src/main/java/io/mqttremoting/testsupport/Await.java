package io.mqttremoting.testsupport;

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

/** Waits for conditions, with a deadline that only a failing test reaches. */
public final class Await {
  public static final Duration DEADLINE = Duration.ofSeconds(30);

  private static final long FIRST_PAUSE_NANOS = 100_000;
  private static final long LONGEST_PAUSE_NANOS = 2_000_000;

  private Await() {}

  /** Waits until {@code condition} holds. */
  public static void until(String what, BooleanSupplier condition) {
    until(() -> what, condition);
  }

  /** Waits until {@code condition} holds; {@code what} is evaluated only if it does not. */
  public static void until(Supplier<String> what, BooleanSupplier condition) {
    if (!holds(condition)) {
      fail("not within " + DEADLINE.toSeconds() + " s: " + what.get());
    }
  }

  /** Waits until {@code actual} returns a value that is equal to {@code expected}. */
  public static void equal(Object expected, Supplier<?> actual) {
    if (!holds(() -> Objects.deepEquals(expected, actual.get()))) {
      fail("expected " + expected + ", but it remained " + actual.get());
    }
  }

  private static boolean holds(BooleanSupplier condition) {
    long end = System.nanoTime() + DEADLINE.toNanos();
    long pause = FIRST_PAUSE_NANOS;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        return false;
      }
      LockSupport.parkNanos(pause);
      pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
    }
    return true;
  }

  /** Waits for the result of a future. */
  public static <T> T result(CompletableFuture<T> future) {
    try {
      return future.get(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError("the future has no result", e);
    }
  }

  /** Waits for a future to fail, and returns the reason. */
  public static Throwable failure(CompletableFuture<?> future) {
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

  /** Waits until a latch opens. */
  public static void open(CountDownLatch latch) {
    try {
      if (!latch.await(DEADLINE.toMillis(), TimeUnit.MILLISECONDS)) {
        fail("the latch never opened");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Waits for the next element of a queue, and removes it. */
  public static <T> T next(BlockingQueue<T> queue) {
    try {
      T next = queue.poll(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
      return next != null ? next : fail("nothing came");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
