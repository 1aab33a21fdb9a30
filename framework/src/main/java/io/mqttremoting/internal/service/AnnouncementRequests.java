package io.mqttremoting.internal.service;

import io.mqttremoting.internal.concurrent.Recheck;
import io.mqttremoting.internal.service.presence.ServiceLife;
import io.mqttremoting.internal.wire.Message;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Announces a service again for clients whose broker did not send them what is retained (wire
 * protocol, Presence). Those who ask within half a second get one answer, so nobody can make the
 * service publish more often. Thread-safe.
 */
final class AnnouncementRequests {
  private static final Duration PERIOD = Duration.ofMillis(500);

  private final ServiceLife life;
  private final Recheck answers;

  /** {@code announce} publishes the values and statuses again; called by a timer, never waits. */
  AnnouncementRequests(Runnable announce, ServiceLife life, ScheduledExecutorService timers) {
    this.life = life;
    this.answers =
        new Recheck(
            timers,
            PERIOD,
            () -> {
              announce.run();
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
