package io.mqttremoting.internal.concurrent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BoundTest {

  @Test
  void count() {
    Bound bound = new Bound(2, 1000);
    assertTrue(bound.tryEnter(1));
    assertTrue(bound.tryEnter(0));
    assertFalse(bound.tryEnter(0));
    bound.leave(1);
    assertTrue(bound.tryEnter(5));
    assertFalse(bound.tryEnter(5));
  }

  @Test
  void bytes() {
    Bound bound = new Bound(100, 10);
    assertTrue(bound.tryEnter(4));
    assertTrue(bound.tryEnter(6));
    assertFalse(bound.tryEnter(1));
    assertTrue(bound.tryEnter(0), "nothing more in bytes");
    bound.leave(4);
    assertFalse(bound.tryEnter(5));
    assertTrue(bound.tryEnter(4));
  }

  @Test
  void theFirstEntryMayHaveAnySize() {
    Bound bound = new Bound(100, 10);
    assertTrue(bound.tryEnter(Integer.MAX_VALUE));
    assertFalse(bound.tryEnter(1));
    bound.leave(Integer.MAX_VALUE);
    assertTrue(bound.tryEnter(10));
  }

  @Test
  void sumsBeyondAnInt() {
    Bound bound = new Bound(100, Long.MAX_VALUE / 2);
    for (int i = 0; i < 10; i++) {
      assertTrue(bound.tryEnter(Integer.MAX_VALUE));
    }
    Bound small = new Bound(100, Integer.MAX_VALUE);
    assertTrue(small.tryEnter(Integer.MAX_VALUE));
    assertFalse(small.tryEnter(Integer.MAX_VALUE), "the sum is no int any more");
  }

  @Test
  void nothingIsLetInTwice() throws InterruptedException {
    Bound bound = new Bound(3, 1000);
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger entries = new AtomicInteger();
    CountDownLatch start = new CountDownLatch(1);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    for (int t = 0; t < 8; t++) {
      threads.execute(
          () -> {
            awaitUnchecked(start);
            for (int i = 0; i < 10_000; i++) {
              if (bound.tryEnter(7)) {
                most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                entries.incrementAndGet();
                inside.decrementAndGet();
                bound.leave(7);
              }
            }
          });
    }
    start.countDown();
    threads.shutdown();
    assertTrue(threads.awaitTermination(30, TimeUnit.SECONDS));
    assertTrue(most.get() <= 3, () -> most + " at a time");
    assertTrue(entries.get() > 0);
    for (int i = 0; i < 3; i++) {
      assertTrue(bound.tryEnter(7), "all room is free again");
    }
    assertEquals(false, bound.tryEnter(7));
  }

  private static void awaitUnchecked(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
