package io.mqttremoting.concurrent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CallbackQueueTest {
  private static final int CONCURRENCY = 2;

  private final ExecutorService threads = Threads.workers("callback");
  private final ScheduledThreadPoolExecutor timers = Threads.timers("timer");
  private final CallbackQueue queue = new CallbackQueue(threads, CONCURRENCY, timers);
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

  @Test
  void nothingIsScheduledWhileThereIsRoom() {
    block(CONCURRENCY - 1);
    assertEquals(0, timers.getQueue().size());
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
