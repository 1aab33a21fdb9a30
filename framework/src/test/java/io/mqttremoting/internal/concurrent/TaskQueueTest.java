package io.mqttremoting.internal.concurrent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskQueueTest {
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void end() throws InterruptedException {
    threads.shutdownNow();
    assertTrue(threads.awaitTermination(10, TimeUnit.SECONDS));
  }

  /** An executor whose threads run when the test says so. */
  private static final class Steps {
    final Deque<Runnable> started = new ArrayDeque<>();

    void runNext() {
      started.remove().run();
    }
  }

  @Test
  void oneThreadRunsAllInOrder() {
    Steps steps = new Steps();
    TaskQueue queue = new TaskQueue(steps.started::add, 1);
    List<Integer> ran = new ArrayList<>();
    queue.execute(() -> ran.add(1));
    queue.execute(
        () -> {
          ran.add(2);
          queue.execute(() -> ran.add(4)); // behind the tasks that wait already
        });
    queue.execute(() -> ran.add(3));
    assertEquals(1, steps.started.size());
    assertEquals(List.of(), ran);
    steps.runNext();
    assertEquals(List.of(1, 2, 3, 4), ran);
    assertEquals(0, steps.started.size());
    queue.execute(() -> ran.add(5));
    steps.runNext();
    assertEquals(List.of(1, 2, 3, 4, 5), ran);
  }

  @Test
  void asManyThreadsAsAllowed() {
    Steps steps = new Steps();
    TaskQueue queue = new TaskQueue(steps.started::add, 3);
    for (int i = 0; i < 10; i++) {
      queue.execute(() -> {});
    }
    assertEquals(3, steps.started.size());
  }

  @Test
  void anExecutorThatRunsInTheCallersThread() {
    TaskQueue queue = new TaskQueue(Runnable::run, 1);
    List<Integer> ran = new ArrayList<>();
    queue.execute(
        () -> {
          queue.execute(() -> ran.add(2));
          ran.add(1);
        });
    assertEquals(List.of(1, 2), ran);
  }

  @Test
  void aTaskThatThrowsTakesNoOtherWithIt() {
    TaskQueue queue = new TaskQueue(Runnable::run, 1);
    List<String> ran = new ArrayList<>();
    queue.execute(
        () -> {
          throw new IllegalStateException("expected in the log");
        });
    queue.execute(
        () -> {
          throw new AssertionError("expected in the log");
        });
    queue.execute(() -> ran.add("after"));
    assertEquals(List.of("after"), ran);
  }

  @Test
  void whatAnExecutorRejectsIsNotRunLater() {
    Steps steps = new Steps();
    RejectedExecutionException refusal = new RejectedExecutionException("full");
    boolean[] full = {true};
    TaskQueue queue =
        new TaskQueue(
            task -> {
              if (full[0]) {
                throw refusal;
              }
              steps.started.add(task);
            },
            1);
    List<Integer> ran = new ArrayList<>();
    assertSame(
        refusal,
        assertThrows(RejectedExecutionException.class, () -> queue.execute(() -> ran.add(1))));
    full[0] = false;
    queue.execute(() -> ran.add(2));
    steps.runNext();
    assertEquals(List.of(2), ran);
  }

  @Test
  void anErrorOfTheExecutorIsPassedOn() {
    OutOfMemoryError error = new OutOfMemoryError("unable to create native thread");
    TaskQueue queue =
        new TaskQueue(
            task -> {
              throw error;
            },
            1);
    for (int i = 0; i < 3; i++) {
      assertSame(error, assertThrows(OutOfMemoryError.class, () -> queue.execute(() -> {})));
    }
  }

  @Test
  void aTaskThatABusyThreadTookIsNotReportedAsRejected() {
    Steps steps = new Steps();
    List<Integer> ran = new ArrayList<>();
    TaskQueue queue =
        new TaskQueue(
            task -> {
              if (!steps.started.isEmpty()) {
                steps.runNext(); // the first thread takes all tasks before this one is refused
                throw new RejectedExecutionException("full");
              }
              steps.started.add(task);
            },
            2);
    queue.execute(() -> ran.add(1));
    queue.execute(() -> ran.add(2));
    assertEquals(List.of(1, 2), ran);
    queue.execute(() -> ran.add(3));
    steps.runNext();
    assertEquals(List.of(1, 2, 3), ran);
  }

  @Test
  void aBusyThreadRunsWhatComesMeanwhile() throws Exception {
    TaskQueue queue = new TaskQueue(threads, 1);
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(100);
    List<Integer> ran = new ArrayList<>(); // needs no lock: one after the other, each sees the last
    queue.execute(() -> awaitUnchecked(release));
    for (int i = 0; i < 100; i++) {
      int number = i;
      queue.execute(
          () -> {
            ran.add(number);
            done.countDown();
          });
    }
    release.countDown();
    assertTrue(done.await(10, TimeUnit.SECONDS));
    assertEquals(IntStream.range(0, 100).boxed().toList(), ran);
  }

  @Test
  void tasksDoRunAtTheSameTime() throws Exception {
    TaskQueue queue = new TaskQueue(threads, 3);
    CyclicBarrier together = new CyclicBarrier(4);
    for (int i = 0; i < 3; i++) {
      queue.execute(
          () -> {
            try {
              together.await(10, TimeUnit.SECONDS);
            } catch (Exception e) {
              throw new IllegalStateException(e);
            }
          });
    }
    together.await(10, TimeUnit.SECONDS); // fails unless all three are running
    assertFalse(together.isBroken());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void noTaskIsLostAndNeverMoreRunThanAllowed(int concurrency) throws Exception {
    int producers = 4;
    int each = 5000;
    TaskQueue queue = new TaskQueue(threads, concurrency);
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger disorders = new AtomicInteger();
    int[] last = new int[producers];
    CountDownLatch done = new CountDownLatch(producers * each);
    for (int p = 0; p < producers; p++) {
      int producer = p;
      threads.execute(
          () -> {
            for (int i = 1; i <= each; i++) {
              int number = i;
              queue.execute(
                  () -> {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    if (concurrency == 1 && last[producer]++ != number - 1) {
                      disorders.incrementAndGet();
                    }
                    running.decrementAndGet();
                    done.countDown();
                  });
            }
          });
    }
    assertTrue(done.await(30, TimeUnit.SECONDS), () -> done.getCount() + " tasks are lost");
    assertTrue(most.get() <= concurrency, () -> most + " ran at a time");
    assertEquals(0, disorders.get());
  }

  @Test
  void noTaskIsLostThoughSomeAreRejected() throws Exception {
    AtomicInteger attempts = new AtomicInteger();
    TaskQueue queue =
        new TaskQueue(
            task -> {
              if (attempts.incrementAndGet() % 3 == 0) {
                throw new RejectedExecutionException("every third");
              }
              threads.execute(task);
            },
            2);
    int each = 5000;
    AtomicInteger ran = new AtomicInteger();
    AtomicInteger rejected = new AtomicInteger();
    CountDownLatch added = new CountDownLatch(2);
    for (int p = 0; p < 2; p++) {
      threads.execute(
          () -> {
            for (int i = 0; i < each; i++) {
              try {
                queue.execute(ran::incrementAndGet);
              } catch (RejectedExecutionException e) {
                rejected.incrementAndGet();
              }
            }
            added.countDown();
          });
    }
    assertTrue(added.await(30, TimeUnit.SECONDS));
    int sentinels = runToTheEnd(queue);
    assertEquals(2 * each, ran.get() + rejected.get(), "each ran or was rejected, none both");
    assertTrue(rejected.get() > 0 || sentinels > 0);
  }

  /** Adds tasks until two of them have met; by then, all tasks before them have run. */
  private static int runToTheEnd(TaskQueue queue) throws Exception {
    CyclicBarrier end = new CyclicBarrier(3);
    int taken = 0;
    int tries = 0;
    while (taken < 2) {
      tries++;
      try {
        queue.execute(
            () -> {
              try {
                end.await(10, TimeUnit.SECONDS);
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
        taken++;
      } catch (RejectedExecutionException e) {
        assertTrue(tries < 100, "rejected for ever");
      }
    }
    end.await(10, TimeUnit.SECONDS);
    return tries;
  }

  private static void awaitUnchecked(CountDownLatch latch) {
    try {
      assertTrue(latch.await(10, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void anInterruptDoesNotReachTheNextTask() throws Exception {
    TaskQueue queue = new TaskQueue(threads, 1);
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    CountDownLatch queued = new CountDownLatch(1);
    queue.execute(
        () -> {
          awaitUnchecked(queued);
          Thread.currentThread().interrupt();
        });
    queue.execute(() -> interrupted.complete(Thread.currentThread().isInterrupted()));
    queued.countDown();
    assertFalse(interrupted.get(10, TimeUnit.SECONDS));
  }
}
