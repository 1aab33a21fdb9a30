package io.mqttremoting.internal.concurrent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class LatestKeptTest {
  private final Queue<Runnable> threads = new ArrayDeque<>();
  private final Bound bound = new Bound(2, 100);
  private final BoundedQueue queue = new BoundedQueue(new TaskQueue(threads::add, 1), bound);
  private final List<Integer> received = new ArrayList<>();
  private final LatestKept<Integer> values = new LatestKept<>(queue, received::add);

  private void run() {
    while (!threads.isEmpty()) {
      threads.poll().run();
    }
  }

  @Test
  void valuesComeInTheirOrder() {
    assertTrue(values.offer(1, 1));
    assertTrue(values.offer(1, 2));
    run();
    assertTrue(values.offer(1, 3));
    run();
    assertEquals(List.of(1, 2, 3), received);
  }

  @Test
  void withoutRoomTheLatestIsKept() {
    values.offer(1, 1);
    values.offer(1, 2);
    assertFalse(values.offer(1, 3));
    assertTrue(values.offer(1, 4), "that is told once");
    assertTrue(values.offer(1, 5));
    run();
    assertEquals(List.of(1, 2, 5), received);
    values.offer(1, 6);
    run();
    assertEquals(List.of(1, 2, 5, 6), received);
  }

  /** Even though there is room again. */
  @Test
  void aLaterValueDoesNotOvertakeTheOneThatIsKept() {
    values.offer(1, 1);
    values.offer(1, 2);
    values.offer(1, 3);
    bound.leave(1);
    values.offer(1, 4);
    run();
    assertEquals(List.of(1, 2, 4), received);
  }

  /** Behind the other tasks that fill the queue. */
  @Test
  void theOneThatIsKeptWaitsForItsTurn() {
    assertTrue(queue.tryExecute(1, () -> received.add(-1)));
    assertTrue(queue.tryExecute(1, () -> received.add(-2)));
    assertFalse(values.offer(1, 1));
    assertFalse(queue.tryExecute(1, () -> {}));
    run();
    assertEquals(List.of(-1, -2, 1), received);
  }
}
