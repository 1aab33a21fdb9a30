package io.mqttremoting.internal.client.presence;

import java.time.Duration;

/**
 * Whether a service without a status is online, for example one in another language. It is assumed
 * to be online if something is published while all services with a status are offline. Not
 * thread-safe.
 */
final class ServicesWithoutStatus {
  /** A service with a status publishes it within this time after its first values. */
  private static final Duration ANNOUNCING = Duration.ofMillis(500);

  private boolean allKnownOffline;
  private boolean speak;

  /** When they began to publish, by {@link System#nanoTime()}. */
  private long since;

  /** Something was published while no service was known to be online. */
  void onPublished() {
    since = speak ? since : System.nanoTime();
    speak = allKnownOffline;
  }

  /** Adds services without a status to what is known of those with one. */
  Availability complete(Availability found) {
    speak &= allKnownOffline && found.allOffline();
    allKnownOffline = found.allOffline();
    return speak ? found.withOthers() : found;
  }

  /**
   * Whether a status may still follow what was published, because services publish their values
   * first.
   */
  boolean mayBeAnnounced() {
    return speak && untilAnnounced().compareTo(Duration.ZERO) > 0;
  }

  /** How much longer a status may follow. */
  Duration untilAnnounced() {
    return ANNOUNCING.minusNanos(System.nanoTime() - since);
  }
}
