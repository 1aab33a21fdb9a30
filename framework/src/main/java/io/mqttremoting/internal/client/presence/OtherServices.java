package io.mqttremoting.internal.client.presence;

import java.time.Duration;

/**
 * Whether a service is there that says nothing of itself, as those in other languages: it is if
 * something is published while all other services have left. Not thread-safe.
 */
final class OtherServices {
  /** Within this time, a service that has a status publishes it behind its first values. */
  private static final Duration ANNOUNCING = Duration.ofMillis(500);

  private boolean allLeft;
  private boolean speak;

  /** When they began to speak, by {@link System#nanoTime()}. */
  private long since;

  /** Something was published while no service was known to be there. */
  void onPublished() {
    since = speak ? since : System.nanoTime();
    speak = allLeft;
  }

  /** What is known of all services, given what is known of those that have a status. */
  Availability complete(Availability found) {
    speak &= allLeft && found.down();
    allLeft = found.down();
    return speak ? found.withOthers() : found;
  }

  /** Whether a status may yet follow what was published: services publish their values first. */
  boolean mayBeAnnounced() {
    return speak && untilAnnounced().compareTo(Duration.ZERO) > 0;
  }

  /** How much longer a status may follow. */
  Duration untilAnnounced() {
    return ANNOUNCING.minusNanos(System.nanoTime() - since);
  }
}
