package io.mqttremoting.internal.client.presence;

import java.time.Duration;

/**
 * Whether a service without a status is online, for example one in another language. It is assumed
 * to be online if something is published while all services with a status are offline, and not
 * right after one of them has left. Not thread-safe.
 */
final class ServicesWithoutStatus {
  /** A service with a status publishes it within this time after its first values. */
  private static final Duration ANNOUNCING = Duration.ofMillis(500);

  /**
   * Clusters of brokers keep the order of one topic only: what a service published before it left
   * may arrive this much after its offline status (docs/brokers.md).
   */
  private static final Duration LATE = Duration.ofMillis(200);

  /** Who published something while no service was known to be online. */
  private enum Publisher {
    NOBODY,
    /** The one that has just left, or another that has just come. */
    PERHAPS_LEFT,
    ONLINE
  }

  private boolean allKnownOffline;
  private Publisher publisher = Publisher.NOBODY;

  /** When a service left last, by {@link System#nanoTime()}. */
  private long left = System.nanoTime() - LATE.toNanos();

  /** When {@link #publisher} began to publish, by {@link System#nanoTime()}. */
  private long since;

  /** A service has just said that it is offline, as are all that are known. */
  void onLeft() {
    left = System.nanoTime();
    publisher = publisher == Publisher.PERHAPS_LEFT ? Publisher.NOBODY : publisher;
  }

  /** How much longer what arrives may be late: published by a service before it left. */
  Duration untilNothingIsLate() {
    return LATE.minusNanos(System.nanoTime() - left);
  }

  /**
   * Something was published while no service was known to be online. Returns whether one without a
   * status is online.
   */
  boolean onPublished() {
    Publisher before = publisher;
    if (!allKnownOffline) {
      publisher = Publisher.NOBODY;
    } else {
      boolean late = untilNothingIsLate().compareTo(Duration.ZERO) > 0;
      publisher = late ? Publisher.PERHAPS_LEFT : Publisher.ONLINE;
    }
    since = publisher == before ? since : System.nanoTime();
    return publisher == Publisher.ONLINE;
  }

  /** Adds services without a status to what is known of those with one. */
  Availability complete(Availability found) {
    if (!allKnownOffline || !found.allOffline()) {
      publisher = Publisher.NOBODY;
    }
    allKnownOffline = found.allOffline();
    return publisher == Publisher.ONLINE ? found.withOthers() : found;
  }

  /**
   * Whether a service has just begun to publish and its status may still follow, because services
   * publish their values first. If so, it will soon be known which service to address calls to.
   */
  boolean mayBeAnnounced() {
    return publisher != Publisher.NOBODY && untilAnnounced().compareTo(Duration.ZERO) > 0;
  }

  /** How much longer a status may follow. */
  Duration untilAnnounced() {
    return ANNOUNCING.minusNanos(System.nanoTime() - since);
  }
}
