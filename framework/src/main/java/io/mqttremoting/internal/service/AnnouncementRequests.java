package io.mqttremoting.internal.service;

import io.mqttremoting.internal.concurrent.Recheck;
import io.mqttremoting.internal.service.presence.ServiceLife;
import io.mqttremoting.internal.wire.Message;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Announces a service again for clients and fleets whose broker did not send them what is retained
 * (wire protocol, Presence). Those who ask within a period get one answer, so nobody can make the
 * service publish more often. Thread-safe.
 */
final class AnnouncementRequests {
  private final ServiceLife life;
  private final Recheck answers;

  /**
   * Answers a {@code period} after somebody asks.
   *
   * @param announce publishes what is asked for; called by a timer, never waits
   */
  AnnouncementRequests(
      Duration period, Runnable announce, ServiceLife life, ScheduledExecutorService timers) {
    this.life = life;
    this.answers =
        new Recheck(
            timers,
            period,
            () -> {
              if (!life.isLeaving()) { // its values might come after its offline status
                announce.run();
              }
              return false; // until somebody asks again
            });
  }

  /** Takes a request; called by the MQTT library, and never waits. */
  void receive(Message request) {
    if (!request.retained() && life.hasBegun() && !life.isLeaving()) {
      answers.begin();
    }
  }
}
