package io.mqttremoting.internal.concurrent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class BoundedQueueTest {
  private final QueuedTotal total = new QueuedTotal();

  private BoundedQueue queue(Executor executor) {
    return new BoundedQueue(new TaskQueue(executor, 1), new Bound(2, 100, total));
  }

  /** A running task may take long, and may itself queue tasks. */
  @Test
  void runningTasksTakeNoRoom() {
    Queue<Runnable> threads = new ArrayDeque<>();
    BoundedQueue queue = queue(threads::add);
    assertTrue(
        queue.tryExecute(
            60,
            () -> {
              assertTrue(queue.tryExecute(60, () -> {}));
              assertFalse(queue.tryExecute(60, () -> {}), "too many bytes");
            }));
    assertFalse(queue.tryExecute(60, () -> {}));
    assertEquals(60, total.bytes());
    threads.remove().run();
    assertEquals(0, total.count());
    assertEquals(0, total.bytes());
  }

  @Test
  void rejectedTasksTakeNoRoom() {
    BoundedQueue queue =
        queue(
            task -> {
              throw new RejectedExecutionException("closed");
            });
    for (int i = 0; i < 5; i++) {
      assertFalse(queue.tryExecute(60, () -> {}));
      assertEquals(0, total.count());
      assertEquals(0, total.bytes());
    }
  }
}
