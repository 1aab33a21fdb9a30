package io.mqttremoting.internal.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.testsupport.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
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
  private final Queue<SendRoom.Place> inside = new ConcurrentLinkedQueue<>();
  private final List<Thread> threads = new ArrayList<>();

  @AfterEach
  void endThreads() throws InterruptedException {
    for (Thread thread : threads) {
      thread.interrupt();
      thread.join(DEADLINE.toMillis());
      assertFalse(thread.isAlive());
    }
  }

  private void fill() throws TransportException {
    for (int i = 0; i < SendRoom.SIZE; i++) {
      enter();
    }
  }

  private void enter() throws TransportException {
    enter(1, LONG);
  }

  private void enter(int bytes, Duration patience) throws TransportException {
    SendRoom.Place place = new SendRoom.Place(bytes, refusal -> {});
    room.enter(place, patience);
    inside.add(place);
  }

  /** Releases the place that was taken first. */
  private void leave() {
    assertTrue(inside.remove().leave());
  }

  /** The reason why {@code enter} refuses; {@code null} if it admits. */
  private String refusal() {
    return refusal(1, LONG);
  }

  private String refusal(int bytes, Duration patience) {
    try {
      enter(bytes, patience);
      return null;
    } catch (TransportException e) {
      return e.code() + ": " + e.getMessage();
    }
  }

  /** Runs {@code action} in a thread of its own; returns once that thread waits. */
  private <T> FutureTask<T> waiting(Callable<T> action) {
    FutureTask<T> task = new FutureTask<>(action);
    Thread thread = new Thread(task);
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
    Await.until(
        "it waits",
        () -> {
          assertFalse(task.isDone(), "did not wait");
          return thread.getState() == Thread.State.TIMED_WAITING;
        });
    return task;
  }

  private static <T> T outcome(FutureTask<T> task) throws Exception {
    return task.get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
  }

  @Test
  void whoeverLeavesMakesRoom() throws Exception {
    fill();
    FutureTask<String> first = waiting(() -> refusal());
    FutureTask<String> second = waiting(() -> refusal());
    leave();
    leave();
    assertNull(outcome(first));
    assertNull(outcome(second));
  }

  @Test
  void aFullRoomIsRefusedAfterAWhile() throws TransportException {
    Duration patience = Duration.ofMillis(1);
    fill();
    assertEquals(FULL, refusal(1, patience));
    leave();
    assertNull(refusal(1, patience));
    assertEquals(FULL, refusal(1, patience));
  }

  @Test
  void bytesFillItToo() throws Exception {
    int half = (int) SendRoom.MAX_BYTES / 2;
    assertNull(refusal(half, LONG));
    assertNull(refusal(half, LONG));
    assertEquals(
        "RESOURCE_EXHAUSTED: 2 messages wait to be taken by tcp://broker:1",
        refusal(1, Duration.ZERO));
    FutureTask<String> waiting = waiting(() -> refusal(half, LONG));
    leave();
    assertNull(outcome(waiting));
    leave();
    leave();
    assertNull(refusal(half * 2 + 1, LONG), "a single one may be larger");
    assertTrue(refusal(0, Duration.ZERO).startsWith("RESOURCE_EXHAUSTED: 1 messages"));
  }

  @Test
  void theEndWakesWhoeverWaits() throws Exception {
    fill();
    List<FutureTask<String>> tasks = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      tasks.add(waiting(() -> refusal()));
    }
    room.lose();
    for (FutureTask<String> task : tasks) {
      assertEquals(LOST, outcome(task));
    }
  }

  @Test
  void afterTheEndNothingEnters() throws TransportException {
    enter();
    room.lose();
    assertEquals(LOST, refusal());
    assertFalse(inside.remove().leave(), "the end took it out");
    assertEquals(LOST, refusal());
  }

  @Test
  void interruptedWhileWaiting() throws Exception {
    fill();
    FutureTask<String> task =
        waiting(() -> refusal() + ", interrupted " + Thread.currentThread().isInterrupted());
    threads.get(0).interrupt();
    assertEquals("CANCELLED: interrupted while waiting to send, interrupted true", outcome(task));
    leave();
    assertNull(refusal(), "the one who gave up took no room");
  }

  @Test
  void anEmptyRoomIsDrainedAtOnce() {
    assertTrue(room.drain(LONG));
    assertEquals(LOST, refusal());
  }

  @Test
  void drainingWaitsForAllToLeave() throws Exception {
    enter();
    enter();
    FutureTask<Boolean> draining = waiting(() -> room.drain(LONG));
    assertEquals(LOST, refusal(), "while draining, too");
    leave();
    assertFalse(draining.isDone());
    leave();
    assertTrue(outcome(draining));
  }

  @Test
  void drainingTellsIfSomeRemain() throws TransportException {
    enter();
    assertFalse(room.drain(Duration.ofMillis(1)));
    assertEquals(LOST, refusal());
  }

  @Test
  void drainingEndsWhenInterrupted() throws Exception {
    enter();
    FutureTask<List<Boolean>> draining =
        waiting(() -> List.of(room.drain(LONG), Thread.currentThread().isInterrupted()));
    threads.get(0).interrupt();
    assertEquals(List.of(false, true), outcome(draining));
  }

  @Test
  void drainingLeavesNobodyWaiting() throws Exception {
    fill();
    FutureTask<String> entering = waiting(() -> refusal());
    FutureTask<Boolean> draining = waiting(() -> room.drain(LONG));
    for (int i = 0; i < SendRoom.SIZE; i++) {
      leave();
    }
    assertEquals(LOST, outcome(entering));
    assertTrue(outcome(draining));
  }

  @Test
  void failuresCarryTheirCode() throws TransportException {
    room.lose();
    TransportException thrown = assertThrows(TransportException.class, () -> enter());
    assertEquals(ErrorCode.UNAVAILABLE, thrown.code());
  }

  /** Records the outcome that it is told. */
  private static final class Told implements Transport.PublishListener {
    private final String name;
    private final List<String> told;

    Told(String name, List<String> told) {
      this.name = name;
      this.told = told;
    }

    @Override
    public void onTaken() {
      told.add(name + " taken");
    }

    @Override
    public void onRefused(TransportException refusal) {
      told.add(name + " refused");
    }

    @Override
    public void onLost() {
      told.add(name + " lost");
      throw new IllegalStateException("thrown by the test");
    }
  }

  @Test
  void eachMessageHasOneOutcome() throws Exception {
    List<String> told = new ArrayList<>();
    List<SendRoom.Place> places = new ArrayList<>();
    for (String name : List.of("a", "b", "c", "d", "e", "f")) {
      SendRoom.Place place = new SendRoom.Place(1, new Told(name, told));
      room.enter(place, LONG);
      places.add(place);
    }
    places.get(2).taken();
    places.get(5).refused(TransportException.notConnected("no"));
    assertTrue(places.get(3).leave());
    room.lose();
    assertEquals(List.of("c taken", "f refused", "a lost", "b lost", "e lost"), told);
    for (SendRoom.Place place : places) {
      place.taken();
      place.refused(TransportException.notConnected("no"));
      place.lost();
      assertFalse(place.leave());
    }
    room.lose();
    assertEquals(5, told.size());
    assertTrue(room.drain(Duration.ZERO), "nothing is left");
  }
}
