package io.mqttremoting.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class ObservableValueConcurrencyTest {
  private static final int THREADS = 4;
  private static final int CHANGES = 2000;

  private final ExecutorService threads = Executors.newCachedThreadPool();

  private record Change(int thread, int number) {}

  @AfterEach
  void endThreads() throws InterruptedException {
    threads.shutdownNow();
    assertTrue(threads.awaitTermination(5, TimeUnit.SECONDS));
  }

  @Test
  void everyHandlerSeesTheChangesOfAllThreadsInOneOrderOneAtATime() throws Exception {
    ObservableValue<Change> value = new ObservableValue<>(null);
    List<Change> first = new ArrayList<>(); // not thread-safe: handlers run one at a time
    List<Change> second = new ArrayList<>();
    AtomicBoolean inHandler = new AtomicBoolean();
    AtomicBoolean overlapped = new AtomicBoolean();
    value.onChange(
        change -> {
          if (!inHandler.compareAndSet(false, true)) {
            overlapped.set(true);
          }
          first.add(change);
          inHandler.set(false);
        });
    value.onChange(second::add);

    CyclicBarrier start = new CyclicBarrier(THREADS);
    List<Future<Void>> running = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      int thread = i;
      running.add(
          threads.submit(
              () -> {
                start.await();
                for (int number = 0; number < CHANGES; number++) {
                  value.set(new Change(thread, number));
                }
                return null;
              }));
    }
    for (Future<Void> thread : running) {
      thread.get();
    }

    assertFalse(overlapped.get());
    assertEquals(THREADS * CHANGES, first.size());
    assertEquals(first, second);
    assertEquals(value.get(), first.get(first.size() - 1), "the last one told is the present one");
    for (int i = 0; i < THREADS; i++) {
      int thread = i;
      List<Integer> numbers =
          first.stream().filter(c -> c.thread() == thread).map(Change::number).toList();
      assertEquals(numbers.stream().sorted().toList(), numbers, "each thread's own order");
    }
  }

  @Test
  void settingWhileAnotherThreadReportsDoesNotWaitForIt() throws Exception {
    ObservableValue<Integer> value = new ObservableValue<>(0);
    List<Integer> seen = new ArrayList<>();
    CountDownLatch inHandler = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    value.onChange(
        changed -> {
          seen.add(changed);
          if (changed == 1) {
            inHandler.countDown();
            await(goOn);
          }
        });
    Future<?> reporting = threads.submit(() -> value.set(1));
    assertTrue(inHandler.await(5, TimeUnit.SECONDS));

    value.set(2); // would wait for ever if it waited

    assertEquals(2, value.get());
    goOn.countDown();
    reporting.get();
    assertEquals(List.of(1, 2), seen, "the thread that was reporting told of it");
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(5, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
