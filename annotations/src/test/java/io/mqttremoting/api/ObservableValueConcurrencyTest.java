package io.mqttremoting.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class ObservableValueConcurrencyTest {
  private static final int THREADS = 4;
  private static final int CHANGES = 2000;
  private static final Duration FOREVER = Duration.ofDays(1);

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
  void setReturnsWhenAnotherThreadHasReportedItsChange() throws Exception {
    Busy busy = new Busy(new ObservableValue<>(0));
    Future<List<Integer>> setting = threads.submit(() -> busy.setAndLook(2));
    busy.awaitWaiting(1);

    busy.goOn.countDown();

    assertEquals(List.of(1, 2), setting.get(), "what handlers have seen when set returns");
    busy.end();
  }

  @Test
  void setOfTheValueThatAnotherThreadReportsReturnsWhenThatIsReported() throws Exception {
    Busy busy = new Busy(new ObservableValue<>(0));
    Future<List<Integer>> setting = threads.submit(() -> busy.setAndLook(1));
    busy.awaitWaiting(1);

    busy.goOn.countDown();

    assertEquals(List.of(1), setting.get());
    busy.end();
  }

  @Test
  void waitingThreadsReportTheirOwnChangesLestTheFirstOneReportsForEver() throws Exception {
    Busy busy = new Busy(new ObservableValue<>(0));
    Future<List<Integer>> second = threads.submit(() -> busy.setAndLook(2));
    busy.awaitWaiting(1);
    Future<List<Integer>> third = threads.submit(() -> busy.setAndLook(3));
    busy.awaitWaiting(2);

    busy.goOn.countDown();

    second.get();
    third.get();
    busy.end();
    assertEquals(List.of(1, 2, 3), busy.seen);
    assertFalse(busy.reporters.subList(1, 3).contains(busy.reporters.get(0)));
  }

  @Test
  void changesThatHandlersMakeAreReportedWhenTheOutermostSetReturns() throws Exception {
    Busy busy = new Busy(new ObservableValue<>(0));
    ObservableValue<Integer> other = new ObservableValue<>(0, FOREVER);
    other.onChange(busy.value::set);
    Future<List<Integer>> setting =
        threads.submit(
            () -> {
              busy.register();
              other.set(2);
              return busy.look();
            });
    busy.awaitWaiting(1);

    busy.goOn.countDown();

    assertEquals(List.of(1, 2), setting.get());
    busy.end();
  }

  @Test
  void handlersOfTwoValuesMaySetEachOthersValueInTwoThreads() throws Exception {
    ObservableValue<Integer> first = new ObservableValue<>(0, FOREVER);
    ObservableValue<Integer> second = new ObservableValue<>(0, FOREVER);
    List<Integer> seenOfFirst = new CopyOnWriteArrayList<>();
    List<Integer> seenOfSecond = new CopyOnWriteArrayList<>();
    CyclicBarrier bothReport = new CyclicBarrier(2);
    first.onChange(changed -> setAtTheSameTime(second, changed, bothReport));
    second.onChange(changed -> setAtTheSameTime(first, changed, bothReport));
    first.onChange(seenOfFirst::add);
    second.onChange(seenOfSecond::add);

    Future<List<Integer>> one =
        threads.submit(
            () -> {
              first.set(1);
              return List.copyOf(seenOfSecond);
            });
    Future<List<Integer>> two =
        threads.submit(
            () -> {
              second.set(2);
              return List.copyOf(seenOfFirst);
            });

    assertTrue(one.get().contains(101), "what the handler of the first value set is reported");
    assertTrue(two.get().contains(102), "what the handler of the second value set is reported");
  }

  private static void setAtTheSameTime(
      ObservableValue<Integer> other, int changed, CyclicBarrier bothReport) {
    if (changed < 100) {
      try {
        bothReport.await(5, TimeUnit.SECONDS);
      } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
        throw new AssertionError(e);
      }
      other.set(100 + changed);
    }
  }

  @Test
  void setThatHoldsALockThatAHandlerNeedsReturnsInTheEnd() throws Exception {
    ObservableValue<Integer> value = new ObservableValue<>(0, Duration.ofMillis(50));
    List<Integer> seen = new CopyOnWriteArrayList<>();
    Object lock = new Object();
    CountDownLatch inHandler = new CountDownLatch(1);
    value.onChange(
        changed -> {
          inHandler.countDown();
          synchronized (lock) {
            seen.add(changed);
          }
        });
    Future<?> reporting;
    try (LogCapture log = new LogCapture(ObservableValue.class)) {
      synchronized (lock) {
        reporting =
            threads.submit(
                () -> {
                  Thread.currentThread().setName("reporting");
                  value.set(1);
                });
        await(inHandler);

        value.set(2);

        assertEquals(2, value.get());
        assertEquals(List.of(), seen);
      }
      assertEquals(
          List.of(
              "set() returns before the handlers are called with its change: they are busy in"
                  + " thread 'reporting'; do they wait for thread '"
                  + Thread.currentThread().getName()
                  + "', or for a lock that it holds?"),
          log.messages());
    }
    reporting.get();
    assertEquals(List.of(1, 2), seen, "the thread that was reporting told of it");
  }

  @Test
  void handlerMayWaitForAThreadThatSetsTheValue() throws Exception {
    ObservableValue<Integer> value = new ObservableValue<>(0, Duration.ofMillis(50));
    List<Integer> seen = new CopyOnWriteArrayList<>();
    value.onChange(
        changed -> {
          seen.add(changed);
          if (changed == 1) {
            try {
              threads.submit(() -> value.set(2)).get();
            } catch (InterruptedException | ExecutionException e) {
              throw new AssertionError(e);
            }
          }
        });

    try (LogCapture log = new LogCapture(ObservableValue.class)) {
      value.set(1);

      assertEquals(List.of(1, 2), seen);
      assertEquals(1, log.messages().size());
    }
  }

  @Test
  void interruptedThreadWaitsAndStaysInterrupted() throws Exception {
    Busy busy = new Busy(new ObservableValue<>(0));
    Future<Boolean> setting =
        threads.submit(
            () -> {
              busy.register();
              Thread.currentThread().interrupt();
              busy.value.set(2);
              return Thread.interrupted() && busy.seen.contains(2);
            });
    busy.awaitWaiting(1);

    busy.goOn.countDown();

    assertTrue(setting.get());
    busy.end();
  }

  @Test
  void waitingThreadGoesOnWhereAnErrorEndedTheReport() throws Exception {
    Busy busy = new Busy(new ObservableValue<>(0));
    busy.error = new InternalError("out of order");
    Future<List<Integer>> setting = threads.submit(() -> busy.setAndLook(2));
    busy.awaitWaiting(1);

    busy.goOn.countDown();

    assertEquals(List.of(1, 2), setting.get());
    ExecutionException thrown = assertThrows(ExecutionException.class, busy::end);
    assertSame(busy.error, thrown.getCause());
  }

  /** A value whose handler is busy with 1, in a thread of its own, until it may go on. */
  private final class Busy {
    final ObservableValue<Integer> value;
    final List<Integer> seen = new CopyOnWriteArrayList<>();
    final List<Thread> reporters = new CopyOnWriteArrayList<>();
    final CountDownLatch goOn = new CountDownLatch(1);
    private final List<Thread> setters = new CopyOnWriteArrayList<>();
    private final Future<?> reporting;
    volatile Error error; // of the handler

    Busy(ObservableValue<Integer> value) {
      this.value = value;
      CountDownLatch inHandler = new CountDownLatch(1);
      value.onChange(
          changed -> {
            inHandler.countDown();
            await(goOn);
            seen.add(changed);
            reporters.add(Thread.currentThread());
            if (changed == 1 && error != null) {
              throw error;
            }
          });
      reporting = threads.submit(() -> value.set(1));
      await(inHandler);
    }

    List<Integer> setAndLook(int changed) {
      register();
      value.set(changed);
      return look();
    }

    void register() {
      setters.add(Thread.currentThread());
    }

    List<Integer> look() {
      return List.copyOf(seen);
    }

    /** Waits until so many registered threads wait; those that end do not wait. */
    void awaitWaiting(int count) {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
      while (setters.stream().filter(Busy::waits).count() < count) {
        assertTrue(end - System.nanoTime() > 0, "setters do not wait");
        LockSupport.parkNanos(100_000);
      }
    }

    private static boolean waits(Thread thread) {
      return thread.getState() == Thread.State.TIMED_WAITING;
    }

    void end() throws Exception {
      reporting.get();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(5, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
