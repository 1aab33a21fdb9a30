package io.mqttremoting.internal.service;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mqttremoting.internal.concurrent.Threads;
import io.mqttremoting.internal.service.presence.ServiceLife;
import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.testsupport.Await;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AnnouncementRequestsTest {
  private static final Duration PERIOD = Duration.ofMillis(20);

  private final ScheduledThreadPoolExecutor timers = Threads.timers("announcement-test");
  private final ServiceLife life = new ServiceLife();
  private final AtomicInteger answers = new AtomicInteger();
  private final Queue<Runnable> held = new ConcurrentLinkedQueue<>();
  private boolean holding;
  private final Executor later =
      task -> {
        if (holding) {
          held.add(task);
        } else {
          task.run();
        }
      };
  private final AnnouncementRequests requests =
      new AnnouncementRequests(PERIOD, answers::incrementAndGet, life, timers, later);

  @AfterEach
  void end() {
    timers.shutdownNow();
  }

  private void ask() {
    requests.receive(new Message("announce", new byte[0], 1, false));
  }

  /** By then, the timers have done what was due before. */
  private void awaitTimers() {
    CountDownLatch after = new CountDownLatch(1);
    timers.schedule(after::countDown, PERIOD.toMillis() + 1, TimeUnit.MILLISECONDS);
    Await.open(after);
  }

  @Test
  void thoseWhoAskTogetherGetOneAnswer() {
    life.begin();
    ask();
    ask();
    awaitTimers();
    assertEquals(1, answers.get());
    ask();
    awaitTimers();
    assertEquals(2, answers.get());
  }

  /** Otherwise anybody could make the queue of answers grow. */
  @Test
  void whileTheBrokerIsSlowOneAnswerWaits() {
    life.begin();
    holding = true;
    for (int i = 0; i < 3; i++) {
      ask();
      awaitTimers();
    }
    assertEquals(1, held.size());
    held.remove().run();
    assertEquals(1, answers.get());
    ask();
    awaitTimers();
    assertEquals(1, held.size(), "whoever asks afterwards gets another");
    life.beginLeaving();
    held.remove().run();
    assertEquals(1, answers.get());
  }

  @Test
  void oneThatDoesNotServeYetDoesNotAnswer() {
    ask();
    awaitTimers();
    assertEquals(0, answers.get());
  }

  /** Its values could come after its offline status, as those of a service without a status. */
  @Test
  void oneThatLeavesMeanwhileDoesNotAnswer() {
    life.begin();
    ask();
    life.beginLeaving();
    awaitTimers();
    assertEquals(0, answers.get());
  }
}
