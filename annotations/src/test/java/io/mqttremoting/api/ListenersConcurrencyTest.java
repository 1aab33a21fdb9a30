package io.mqttremoting.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class ListenersConcurrencyTest {
  private static final int ADDERS = 3;
  private static final int ROUNDS = 1000;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Listeners<Runnable> listeners = new Listeners<>();

  @AfterEach
  void endThreads() throws InterruptedException {
    threads.shutdownNow();
    assertTrue(threads.awaitTermination(5, TimeUnit.SECONDS));
  }

  @Test
  void handlersComeAndGoInManyThreadsWhileOthersAreCalled() throws Exception {
    CyclicBarrier start = new CyclicBarrier(ADDERS + 1);
    AtomicInteger calls = new AtomicInteger();
    listeners.add(calls::incrementAndGet);

    List<Future<Void>> adding = new ArrayList<>();
    for (int i = 0; i < ADDERS; i++) {
      adding.add(threads.submit(() -> addAndClose(start)));
    }
    start.await();
    for (int round = 0; round < ROUNDS; round++) {
      listeners.forEach(Runnable::run);
    }
    for (Future<Void> adder : adding) {
      adder.get();
    }

    assertEquals(ROUNDS, calls.get(), "the handler that stays is called each time, once");
    AtomicInteger left = new AtomicInteger();
    listeners.forEach(handler -> left.incrementAndGet());
    assertEquals(1, left.get(), "all others are gone");
  }

  private Void addAndClose(CyclicBarrier start) throws Exception {
    start.await();
    for (int round = 0; round < ROUNDS; round++) {
      Subscription subscription = listeners.add(() -> {});
      subscription.close();
    }
    return null;
  }
}
