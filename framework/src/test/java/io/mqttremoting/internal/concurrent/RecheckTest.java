package io.mqttremoting.internal.concurrent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RecheckTest {
  private final ScheduledThreadPoolExecutor timers = Threads.timers("recheck-test");
  private final BlockingQueue<Boolean> answers = new LinkedBlockingQueue<>();
  private final BlockingQueue<Boolean> given = new LinkedBlockingQueue<>();
  private final Recheck recheck =
      new Recheck(
          timers,
          Duration.ofMillis(1),
          () -> {
            try {
              Boolean answer = answers.take();
              given.add(answer);
              return answer;
            } catch (InterruptedException e) {
              return false;
            }
          });

  @AfterEach
  void end() {
    timers.shutdownNow();
  }

  @Test
  void nothingIsCheckedWithoutAReason() throws InterruptedException {
    assertEquals(0, timers.getQueue().size());
    recheck.begin();
    recheck.begin();
    answers.add(true);
    answers.add(false);
    assertEquals(true, given.poll(10, TimeUnit.SECONDS));
    assertEquals(false, given.poll(10, TimeUnit.SECONDS));
    timers.submit(() -> {}); // runs after anything that would follow
    assertNull(given.poll());
    recheck.begin();
    answers.add(false);
    assertEquals(false, given.poll(10, TimeUnit.SECONDS));
  }

  @Test
  void afterTheTimersHaveEndedItDoesNothing() {
    timers.shutdownNow();
    recheck.begin();
    assertTrue(given.isEmpty());
  }

  /** Timers that others share would keep it, for as long as its period is. */
  @Test
  void timersKeepNothingOfOneThatHasEnded() {
    Recheck daily = new Recheck(timers, Duration.ofDays(1), () -> true);
    daily.begin();
    assertEquals(1, timers.getQueue().size());
    daily.end();
    assertEquals(0, timers.getQueue().size());
    daily.begin();
    assertEquals(0, timers.getQueue().size());
  }

  /** Otherwise it would wait for the next reason, perhaps for ever. */
  @Test
  void aReasonThatComesUpDuringACheckIsNotMissed() throws InterruptedException {
    CountDownLatch checks = new CountDownLatch(2);
    AtomicReference<Recheck> itself = new AtomicReference<>();
    itself.set(
        new Recheck(
            timers,
            Duration.ofMillis(1),
            () -> {
              if (checks.getCount() == 2) {
                itself.get().begin(); // from another thread, while this check finds nothing
              }
              checks.countDown();
              return false;
            }));
    itself.get().begin();
    assertTrue(checks.await(10, TimeUnit.SECONDS));
  }

  /** The timer is set by then, and a thread runs it as soon as one can start. */
  @Test
  void beginDoesNotFailWhenNoThreadCanBeStarted() {
    ScheduledThreadPoolExecutor without =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              throw new OutOfMemoryError("unable to create native thread");
            });
    new Recheck(without, Duration.ofMillis(1), () -> false).begin();
    without.shutdownNow();
  }
}
