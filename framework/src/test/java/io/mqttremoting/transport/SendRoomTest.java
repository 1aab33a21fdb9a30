package io.mqttremoting.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
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

  private final SendRoom room = new SendRoom("tcp://broker:1", LONG);
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
      room.enter();
    }
  }

  /** What enter says, or null if it lets in. */
  private static String refusal(SendRoom room) {
    try {
      room.enter();
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
    room.leave();
    room.leave();
    assertNull(outcome(first));
    assertNull(outcome(second));
  }

  @Test
  void aFullRoomIsRefusedAfterAWhile() throws TransportException {
    SendRoom impatient = new SendRoom("tcp://broker:1", Duration.ofMillis(1));
    fill(impatient);
    assertEquals(FULL, refusal(impatient));
    impatient.leave();
    assertNull(refusal(impatient));
    assertEquals(FULL, refusal(impatient));
  }

  @Test
  void aThreadOfTheLibraryNeverWaits() throws TransportException {
    fill(room);
    assertTimeoutPreemptively(
        DEADLINE,
        () -> {
          room.markLibraryThread();
          assertEquals(FULL, refusal(room));
          room.leave();
          assertNull(refusal(room), "there is room");
          assertEquals(FULL, refusal(room));
        });
  }

  @Test
  void othersWaitThoughAThreadOfTheLibraryDoesNot() throws Exception {
    fill(room);
    room.markLibraryThread();
    FutureTask<String> other = waiting(() -> refusal(room));
    assertEquals(FULL, refusal(room));
    room.leave();
    assertNull(outcome(other));
  }

  @Test
  void aThreadIsOfTheLibraryForItsOwnRoomAlone() throws Exception {
    fill(room);
    SendRoom other = new SendRoom("tcp://other:1", LONG);
    fill(other);
    FutureTask<String> task =
        waiting(
            () -> {
              other.markLibraryThread();
              return refusal(room);
            });
    room.leave();
    assertNull(outcome(task));
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
    room.enter();
    room.end();
    assertEquals(LOST, refusal(room));
    room.leave();
    assertEquals(LOST, refusal(room));
  }

  @Test
  void aFullRoomThatEndedIsLostAlsoForTheLibrary() throws TransportException {
    fill(room);
    room.end();
    room.markLibraryThread();
    assertEquals(LOST, refusal(room));
  }

  @Test
  void interruptedWhileWaiting() throws Exception {
    fill(room);
    FutureTask<String> task =
        waiting(() -> refusal(room) + ", interrupted " + Thread.currentThread().isInterrupted());
    threads.get(0).interrupt();
    assertEquals("CANCELLED: interrupted while waiting to send, interrupted true", outcome(task));
    room.leave();
    assertNull(refusal(room), "the one who gave up took no room");
  }

  @Test
  void anEmptyRoomIsDrainedAtOnce() {
    assertTrue(room.drain(LONG));
    assertEquals(LOST, refusal(room));
  }

  @Test
  void drainingWaitsForAllToLeave() throws Exception {
    room.enter();
    room.enter();
    FutureTask<Boolean> draining = waiting(() -> room.drain(LONG));
    assertEquals(LOST, refusal(room), "while draining, too");
    room.leave();
    assertFalse(draining.isDone());
    room.leave();
    assertTrue(outcome(draining));
  }

  @Test
  void drainingTellsIfSomeRemain() throws TransportException {
    room.enter();
    assertFalse(room.drain(Duration.ofMillis(1)));
    assertEquals(LOST, refusal(room));
  }

  @Test
  void drainingEndsWhenInterrupted() throws Exception {
    room.enter();
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
      room.leave();
    }
    assertEquals(LOST, outcome(entering));
    assertTrue(outcome(draining));
  }

  @Test
  void failuresCarryTheirCode() throws TransportException {
    room.end();
    TransportException thrown = assertThrows(TransportException.class, room::enter);
    assertEquals(ErrorCode.UNAVAILABLE, thrown.code());
  }
}
