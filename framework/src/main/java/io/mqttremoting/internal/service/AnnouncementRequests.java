package io.mqttremoting.internal.service;

import io.mqttremoting.internal.concurrent.Recheck;
import io.mqttremoting.internal.service.presence.ServiceLife;
import io.mqttremoting.internal.wire.Message;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Announces a service again for clients and fleets whose broker did not send them what is retained
 * (wire protocol, Presence). Those who ask within a period get one answer, so nobody can make the
 * service publish more often. At most one answer waits to be published, however long the broker
 * takes for the one before. Thread-safe.
 */
final class AnnouncementRequests {
  private final ServiceLife life;
  private final Recheck answers;

  /** The answer to those who ask. */
  private record Answer(
      Runnable announce, ServiceLife life, Executor later, AtomicBoolean waiting) {
    /** Returns false: nothing is to be done until somebody asks again. */
    boolean giveLater() {
      if (!life.isLeaving() && waiting.compareAndSet(false, true)) {
        try {
          later.execute(this::give);
        } catch (RuntimeException | Error e) {
          waiting.set(false);
          throw e;
        }
      }
      return false;
    }

    private void give() {
      waiting.set(false); // first: whoever asks from now on gets another answer
      if (!life.isLeaving()) { // its values might come after its offline status
        announce.run();
      }
    }
  }

  /**
   * Answers a {@code period} after somebody asks.
   *
   * @param announce publishes what is asked for; may wait for the broker
   * @param later runs {@code announce}
   */
  AnnouncementRequests(
      Duration period,
      Runnable announce,
      ServiceLife life,
      ScheduledExecutorService timers,
      Executor later) {
    this.life = life;
    Answer answer = new Answer(announce, life, later, new AtomicBoolean());
    this.answers = new Recheck(timers, period, answer::giveLater);
  }

  /** Takes a request; called by the MQTT library, and never waits. */
  void receive(Message request) {
    if (!request.retained() && life.hasBegun() && !life.isLeaving()) {
      answers.begin();
    }
  }
}
