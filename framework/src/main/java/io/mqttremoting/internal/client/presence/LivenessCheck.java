package io.mqttremoting.internal.client.presence;

import io.mqttremoting.internal.concurrent.BoundedQueue;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pings services for two purposes. If a call timed out, the ping shows whether the service is
 * alive. While calls are made, the service that they are addressed to is pinged once a minute to
 * learn its clock, so that calls can carry a deadline by that clock. The service then recognizes a
 * call that was delayed on its way. Thread-safe.
 */
public final class LivenessCheck implements PresenceListener {
  private static final Logger LOG = LoggerFactory.getLogger(LivenessCheck.class);

  private final ServicePresence presence;
  private final ServiceClock clock;
  private final Ping ping;
  private final BoundedQueue asking;
  private final AtomicBoolean busy = new AtomicBoolean();

  /**
   * Pings the services of {@code presence}, and tells it which ones do not answer.
   *
   * @param clock receives the clocks that services answer with
   * @param asking the queue in which pings are sent, because sending may wait
   */
  public LivenessCheck(
      ServicePresence presence, ServiceClock clock, Ping ping, BoundedQueue asking) {
    this.presence = presence;
    this.clock = clock;
    this.ping = ping;
    this.asking = asking;
  }

  @Override
  public void onDoubt(Availability service) {
    busy.set(true);
    askLater(service, true);
  }

  /**
   * The deadline of a call that has {@code left} to go, in milliseconds by the clock of the service
   * with this memory; 0 if that clock is not known yet. Queues a ping if the clock is not known or
   * was read more than a minute ago. Never waits.
   */
  public long until(String memoryId, Duration left) {
    ServiceClock.Reading known = clock.of(memoryId);
    long age = known == null ? Long.MAX_VALUE : known.age();
    if (!ServiceClock.Reading.isFresh(age)) {
      Availability service = presence.availability();
      if (memoryId.equals(service.memoryId()) && busy.compareAndSet(false, true)) {
        askLater(service, false);
      }
    }
    return known == null ? 0 : known.in(left, age);
  }

  private void askLater(Availability service, boolean doubted) {
    boolean taken = false;
    try {
      taken = asking.tryExecute(0, () -> ask(service, doubted));
    } finally {
      if (!taken) {
        busy.set(false);
        LOG.debug("A service is not pinged because the queue is full or closed");
      }
    }
  }

  /** Pings the service. If it was doubted and does not answer, reports its silence. */
  private void ask(Availability service, boolean doubted) {
    String memoryId = Objects.requireNonNull(service.memoryId()); // both callers know one
    long asked = System.nanoTime();
    long askedByClock = System.currentTimeMillis();
    ping.send(
        service,
        answer -> {
          if (answer.answered()) { // the receiver of the reply reports that it is alive
            clock.set(new ServiceClock.Reading(memoryId, answer.clock(), asked, askedByClock));
          }
          busy.set(false);
          if (answer.silent() && doubted) {
            presence.onSilence(memoryId);
          }
        });
  }
}
