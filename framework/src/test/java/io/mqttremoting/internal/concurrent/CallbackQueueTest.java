package io.mqttremoting.internal.concurrent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CallbackQueueTest {
  private final ExecutorService threads = Threads.workers("callback");
  private final ScheduledThreadPoolExecutor timers = Threads.timers("timer");
  private final AtomicInteger started = new AtomicInteger();
  private final CallbackQueue queue =
      new CallbackQueue(
          task -> {
            started.incrementAndGet();
            threads.execute(task);
          },
          timers);
  private final CountDownLatch release = new CountDownLatch(1);

  @AfterEach
  void end() throws InterruptedException {
    release.countDown();
    timers.shutdownNow();
    threads.shutdown();
    assertTrue(threads.awaitTermination(30, TimeUnit.SECONDS));
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(30, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static void until(BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() - end < 0, "not within 30 s");
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
  }

  private CountDownLatch block(int tasks) {
    CountDownLatch running = new CountDownLatch(tasks);
    for (int i = 0; i < tasks; i++) {
      queue.execute(
          () -> {
            running.countDown();
            await(release);
          });
    }
    return running;
  }

  @Test
  void tasksRunThoughAllThatRunAreBlocked() {
    await(block(100));
    CountDownLatch ran = new CountDownLatch(1);
    queue.execute(ran::countDown);
    await(ran);
  }

  /** Returns how many threads are started if a second task comes while the first one runs. */
  private int threadsOfTwo() {
    int before = started.get();
    CountDownLatch added = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(2);
    queue.execute(
        () -> {
          await(added);
          ended.countDown();
        });
    queue.execute(ended::countDown);
    added.countDown();
    await(ended);
    return started.get() - before;
  }

  @Test
  void oneThreadRunsTasksThatEnd() {
    timers.shutdownNow(); // so a busy machine makes no difference
    assertEquals(1, threadsOfTwo());
  }

  @Test
  void moreThreadsRunWhileTasksWaitThoughOthersEnd() {
    AtomicInteger running = new AtomicInteger();
    CountDownLatch severalRun = new CountDownLatch(1);
    for (int i = 0; i < 1000; i++) {
      queue.execute(
          () -> {
            if (running.incrementAndGet() == 8) {
              severalRun.countDown();
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(3));
            running.decrementAndGet();
          });
    }
    await(severalRun);
  }

  @Test
  void oneThreadRunsTasksAgainWhenNoneIsBlockedAnyMore() {
    await(block(100));
    release.countDown();
    until(() -> threadsOfTwo() == 1);
  }

  @Test
  void nothingIsScheduledWhileNothingWaits() {
    block(1);
    assertEquals(0, timers.getQueue().size());
  }

  @Test
  void nothingIsScheduledAnyMoreWhenNothingIsToBeDone() {
    await(block(100));
    until(() -> timers.getActiveCount() == 0 && timers.getQueue().isEmpty());
  }

  @Test
  void waitingTasksRunWhenTheQueueIsClosed() {
    timers.shutdownNow(); // so only the close helps
    CountDownLatch running = block(100);
    queue.close();
    await(running);
  }

  @Test
  void taskThatNoThreadTakesIsRejected() {
    queue.close();
    threads.shutdown();
    assertThrows(RejectedExecutionException.class, () -> queue.execute(() -> {}));
  }
}
