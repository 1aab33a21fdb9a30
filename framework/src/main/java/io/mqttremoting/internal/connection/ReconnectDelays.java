package io.mqttremoting.internal.connection;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to wait before each attempt to connect again: a random time, so that a thousand clients
 * of a broker that restarts do not come back all at once.
 *
 * <p>Its upper limit is the time that the outage has lasted so far, so a client is back within
 * about twice the time that the broker was away. It is at least {@link Backoff#first()}, which
 * doubles with each connection that was lost: that slows down a client whose connections are
 * accepted and dropped again and again. Each half second for which a connection was whole takes one
 * doubling back, so after a few seconds the delays begin anew. Not thread-safe.
 */
final class ReconnectDelays {
  private static final double MILLIS_PER_DOUBLING = 500;

  private final double firstMillis;
  private final double longestMillis;
  private final double maxDoublings;
  private double doublings;

  ReconnectDelays(Backoff backoff) {
    firstMillis = backoff.first().toMillis();
    longestMillis = backoff.longest().toMillis();
    maxDoublings = Math.log(longestMillis / firstMillis) / Math.log(2);
  }

  /** A connection was made. */
  void connected() {
    doublings = Math.min(doublings + 1, maxDoublings);
  }

  /** It was lost, after everything had been back in place on it for this time. */
  void lost(Duration whole) {
    doublings = Math.max(0, doublings - whole.toMillis() / MILLIS_PER_DOUBLING);
  }

  /** How long to wait now, when there has been no connection for this time. */
  Duration next(Duration outage) {
    double limit = Math.max(firstMillis * Math.pow(2, doublings), (double) outage.toMillis());
    long millis = (long) Math.min(limit, longestMillis);
    return Duration.ofMillis(ThreadLocalRandom.current().nextLong(millis + 1));
  }
}
