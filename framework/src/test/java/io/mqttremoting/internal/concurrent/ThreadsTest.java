package io.mqttremoting.internal.concurrent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ThreadsTest {

  @Test
  void workersAreAsManyAsNeededAndDaemons() throws Exception {
    ExecutorService workers = Threads.workers("w");
    CyclicBarrier together = new CyclicBarrier(20);
    List<Future<Thread>> found =
        Stream.generate(
                () ->
                    workers.submit(
                        () -> {
                          together.await(10, TimeUnit.SECONDS);
                          return Thread.currentThread();
                        }))
            .limit(20)
            .toList();
    for (Future<Thread> future : found) {
      Thread thread = future.get(10, TimeUnit.SECONDS);
      assertTrue(thread.isDaemon());
      assertTrue(thread.getName().matches("w-\\d+"), thread.getName());
    }
    workers.shutdown();
    assertTrue(workers.awaitTermination(10, TimeUnit.SECONDS));
  }

  @Test
  void cancelledTimersAreForgotten() throws Exception {
    ScheduledThreadPoolExecutor timers = Threads.timers("t");
    ScheduledFuture<?> timer = timers.schedule(() -> {}, 1, TimeUnit.DAYS);
    assertEquals(1, timers.getQueue().size());
    timer.cancel(false);
    assertEquals(0, timers.getQueue().size());
    assertTrue(timers.submit(() -> Thread.currentThread().isDaemon()).get(10, TimeUnit.SECONDS));
    timers.shutdownNow();
  }

  @Test
  void aRejectedTaskKeepsNoThreadBusy() {
    Workers workers = Threads.workers("w");
    workers.shutdown();
    assertThrows(RejectedExecutionException.class, () -> workers.execute(() -> {}));
    assertEquals(0, workers.busy());
  }

  /** Whichever thread gives them the first task, such as one that a web server shares. */
  @Test
  void theirClassLoaderIsThatOfTheProgramThatCreatesThem() throws Exception {
    ClassLoader ofProgram = new ClassLoader(getClass().getClassLoader()) {};
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    Thread.currentThread().setContextClassLoader(ofProgram);
    List<ExecutorService> own;
    List<ExecutorService> shared;
    try {
      own = List.of(Threads.workers("w"), Threads.timers("t"));
      shared = List.of(Threads.sharedWorkers("w"), Threads.sharedTimers("t"));
      assertLoader(Threads.class.getClassLoader(), shared);
      assertSame(ofProgram, Thread.currentThread().getContextClassLoader());
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
    assertLoader(ofProgram, own);
    for (ExecutorService each : Stream.concat(own.stream(), shared.stream()).toList()) {
      each.shutdown();
    }
  }

  private static void assertLoader(ClassLoader expected, List<ExecutorService> executors)
      throws Exception {
    for (ExecutorService each : executors) {
      assertSame(
          expected,
          each.submit(() -> Thread.currentThread().getContextClassLoader())
              .get(10, TimeUnit.SECONDS));
    }
  }
}
