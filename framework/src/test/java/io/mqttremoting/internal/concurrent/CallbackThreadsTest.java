package io.mqttremoting.internal.concurrent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How many threads a callback queue starts, if threads and checks run when the test says so. */
class CallbackThreadsTest {
  private final Deque<Runnable> threads = new ArrayDeque<>();
  private final Deque<Runnable> checks = new ArrayDeque<>();
  private int available = Integer.MAX_VALUE;
  private final ScheduledThreadPoolExecutor timers =
      new ScheduledThreadPoolExecutor(1) {
        @Override
        public ScheduledFuture<?> schedule(Runnable check, long delay, TimeUnit unit) {
          checks.add(check);
          return null;
        }
      };
  private final CallbackQueue queue = new CallbackQueue(this::start, timers);

  private void start(Runnable thread) {
    if (available == 0) {
      throw new InternalError("thrown by the test: no more threads");
    }
    available--;
    threads.add(thread);
  }

  @AfterEach
  void end() {
    timers.shutdownNow();
  }

  private void add(int tasks) {
    for (int i = 0; i < tasks; i++) {
      queue.execute(() -> {});
    }
  }

  private void check() {
    checks.remove().run();
  }

  private static void runAll(Deque<Runnable> waiting) {
    while (!waiting.isEmpty()) {
      waiting.remove().run();
    }
  }

  private void checkWithThreads(int more) {
    available = more;
    check();
  }

  /**
   * If they were, then no thread would be started any more in the end; and if too few were counted,
   * then callbacks would run at the same time though none is blocked.
   */
  @Test
  void threadsThatCouldNotBeStartedAreNotCounted() {
    add(20);
    check();
    assertEquals(2, threads.size());
    checkWithThreads(1); // of 2
    assertEquals(3, threads.size());
    checkWithThreads(1); // of 3
    assertEquals(4, threads.size());
    checkWithThreads(100);
    assertEquals(8, threads.size());
    for (int i = 0; i < 10; i++) { // no thread is blocked any more
      runAll(threads);
      runAll(checks);
      add(2);
    }
    assertEquals(1, threads.size());
  }

  @Test
  void moreThanSixteenThreadsAreStartedOnlyIfAllAreBlocked() {
    for (int i = 0; i < 100; i++) {
      queue.execute(
          () -> {
            if (!checks.isEmpty()) {
              check();
            }
          });
    }
    threads.remove().run();
    assertEquals(15, threads.size());
  }

  @Test
  void afterTheCloseEachTaskHasAThreadAndNothingIsScheduled() {
    add(2);
    queue.close();
    assertEquals(1 + 2, threads.size(), "one was started before");
    check();
    add(10);
    assertEquals(1 + 2 + 10, threads.size());
    assertEquals(0, checks.size());
  }
}
