package io.mqttremoting.internal.client.presence;

import io.mqttremoting.internal.concurrent.BoundedQueue;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pings the service that calls go to: to learn whether one that left a call without a reply is
 * alive, and once a minute while calls are made, so that they can say by its clock until when they
 * wait. Then the service knows of a call that was held up on its way. Thread-safe.
 */
public final class LifeCheck implements PresenceListener {
  private static final Logger LOG = LoggerFactory.getLogger(LifeCheck.class);

  private final ServicePresence presence;
  private final ServiceClock clock;
  private final Ping ping;
  private final BoundedQueue asking;
  private final AtomicBoolean busy = new AtomicBoolean();

  /**
   * Pings services of {@code presence}, which is told of silence.
   *
   * @param clock told what a service answers
   * @param asking where pings are sent, which waits for the broker
   */
  public LifeCheck(ServicePresence presence, ServiceClock clock, Ping ping, BoundedQueue asking) {
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
   * When so much time is over, by the clock of the service with this memory; 0 if that is not known
   * yet. Never waits.
   */
  public long until(String memory, Duration left) {
    ServiceClock.Reading known = clock.of(memory);
    long age = known == null ? Long.MAX_VALUE : known.age();
    if (!ServiceClock.Reading.isFresh(age)) {
      Availability service = presence.availability();
      if (memory.equals(service.memory()) && busy.compareAndSet(false, true)) {
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
        LOG.debug("A service is not pinged, for too much waits or this is closed");
      }
    }
  }

  /** Asks; if the service is in doubt, and gives no answer, that is told. */
  private void ask(Availability service, boolean doubted) {
    long asked = System.nanoTime();
    long askedByClock = System.currentTimeMillis();
    ping.send(
        service,
        answer -> {
          if (answer.answered()) { // that it is alive is told where the reply comes
            clock.set(
                new ServiceClock.Reading(service.memory(), answer.clock(), asked, askedByClock));
          }
          busy.set(false);
          if (answer.silent() && doubted) {
            presence.onSilence(service.memory());
          }
        });
  }
}
