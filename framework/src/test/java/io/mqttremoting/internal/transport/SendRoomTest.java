package io.mqttremoting.internal.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.api.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SendRoomTest {
  private static final Duration LONG = Duration.ofHours(1);
  private static final Duration DEADLINE = Duration.ofSeconds(10);
  private static final String FULL =
      "RESOURCE_EXHAUSTED: 4096 messages wait to be taken by tcp://broker:1";
  private static final String LOST = "UNAVAILABLE: the connection to tcp://broker:1 is lost";

  private final SendRoom room = new SendRoom("tcp://broker:1");
  private final List<Thread> threads = new ArrayList<>();

  @AfterEach
  void endThreads() throws InterruptedException {
    for (Thread thread : threads) {
      thread.interrupt();
      thread.join(DEADLINE.toMillis());
      assertFalse(thread.isAlive());
    }
  }

  private static void fill(SendRoom room) throws TransportException {
    for (int i = 0; i < SendRoom.SIZE; i++) {
      room.enter(1, LONG);
    }
  }

  /** What enter says, or null if it lets in. */
  private static String refusal(SendRoom room) {
    return refusal(room, 1, LONG);
  }

  private static String refusal(SendRoom room, int bytes, Duration patience) {
    try {
      room.enter(bytes, patience);
      return null;
    } catch (TransportException e) {
      return e.code() + ": " + e.getMessage();
    }
  }

  /** Runs something in a thread of its own, which waits when this returns. */
  private <T> FutureTask<T> waiting(Callable<T> action) {
    FutureTask<T> task = new FutureTask<>(action);
    Thread thread = new Thread(task);
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
    long end = System.nanoTime() + DEADLINE.toNanos();
    while (thread.getState() != Thread.State.TIMED_WAITING) {
      assertFalse(task.isDone(), "did not wait");
      assertTrue(System.nanoTime() < end, "does not wait");
      Thread.onSpinWait();
    }
    return task;
  }

  private static <T> T outcome(FutureTask<T> task) throws Exception {
    return task.get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
  }

  @Test
  void whoeverLeavesMakesRoom() throws Exception {
    fill(room);
    FutureTask<String> first = waiting(() -> refusal(room));
    FutureTask<String> second = waiting(() -> refusal(room));
    room.leave(1);
    room.leave(1);
    assertNull(outcome(first));
    assertNull(outcome(second));
  }

  @Test
  void aFullRoomIsRefusedAfterAWhile() throws TransportException {
    Duration patience = Duration.ofMillis(1);
    fill(room);
    assertEquals(FULL, refusal(room, 1, patience));
    room.leave(1);
    assertNull(refusal(room, 1, patience));
    assertEquals(FULL, refusal(room, 1, patience));
  }

  @Test
  void bytesFillItToo() throws Exception {
    int half = (int) SendRoom.MAX_BYTES / 2;
    assertNull(refusal(room, half, LONG));
    assertNull(refusal(room, half, LONG));
    assertEquals(
        "RESOURCE_EXHAUSTED: 2 messages wait to be taken by tcp://broker:1",
        refusal(room, 1, Duration.ZERO));
    FutureTask<String> waiting = waiting(() -> refusal(room, half, LONG));
    room.leave(half);
    assertNull(outcome(waiting));
    room.leave(half);
    room.leave(half);
    assertNull(refusal(room, half * 2 + 1, LONG), "a single one may be larger");
    assertTrue(refusal(room, 0, Duration.ZERO).startsWith("RESOURCE_EXHAUSTED: 1 messages"));
  }

  @Test
  void theEndWakesWhoeverWaits() throws Exception {
    fill(room);
    List<FutureTask<String>> tasks = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      tasks.add(waiting(() -> refusal(room)));
    }
    room.end();
    for (FutureTask<String> task : tasks) {
      assertEquals(LOST, outcome(task));
    }
  }

  @Test
  void afterTheEndNothingEnters() throws TransportException {
    room.enter(1, LONG);
    room.end();
    assertEquals(LOST, refusal(room));
    room.leave(1);
    assertEquals(LOST, refusal(room));
  }

  @Test
  void interruptedWhileWaiting() throws Exception {
    fill(room);
    FutureTask<String> task =
        waiting(() -> refusal(room) + ", interrupted " + Thread.currentThread().isInterrupted());
    threads.get(0).interrupt();
    assertEquals("CANCELLED: interrupted while waiting to send, interrupted true", outcome(task));
    room.leave(1);
    assertNull(refusal(room), "the one who gave up took no room");
  }

  @Test
  void anEmptyRoomIsDrainedAtOnce() {
    assertTrue(room.drain(LONG));
    assertEquals(LOST, refusal(room));
  }

  @Test
  void drainingWaitsForAllToLeave() throws Exception {
    room.enter(1, LONG);
    room.enter(1, LONG);
    FutureTask<Boolean> draining = waiting(() -> room.drain(LONG));
    assertEquals(LOST, refusal(room), "while draining, too");
    room.leave(1);
    assertFalse(draining.isDone());
    room.leave(1);
    assertTrue(outcome(draining));
  }

  @Test
  void drainingTellsIfSomeRemain() throws TransportException {
    room.enter(1, LONG);
    assertFalse(room.drain(Duration.ofMillis(1)));
    assertEquals(LOST, refusal(room));
  }

  @Test
  void drainingEndsWhenInterrupted() throws Exception {
    room.enter(1, LONG);
    FutureTask<List<Boolean>> draining =
        waiting(() -> List.of(room.drain(LONG), Thread.currentThread().isInterrupted()));
    threads.get(0).interrupt();
    assertEquals(List.of(false, true), outcome(draining));
  }

  @Test
  void drainingLeavesNobodyWaiting() throws Exception {
    fill(room);
    FutureTask<String> entering = waiting(() -> refusal(room));
    FutureTask<Boolean> draining = waiting(() -> room.drain(LONG));
    for (int i = 0; i < SendRoom.SIZE; i++) {
      room.leave(1);
    }
    assertEquals(LOST, outcome(entering));
    assertTrue(outcome(draining));
  }

  @Test
  void failuresCarryTheirCode() throws TransportException {
    room.end();
    TransportException thrown = assertThrows(TransportException.class, () -> room.enter(1, LONG));
    assertEquals(ErrorCode.UNAVAILABLE, thrown.code());
  }
}
