package io.mqttremoting.internal.connection;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Computes how long to wait before each attempt to reconnect: a random time, so that a thousand
 * clients of a broker that restarts do not come back all at once.
 *
 * <p>The upper limit is the time that the outage has lasted so far, so a client is back within
 * about twice the time that the broker was away. The limit is at least {@link Backoff#first()},
 * doubled for each connection that was lost: that slows down a client whose connections are
 * accepted and dropped again and again. Each half second that a connection was fully restored takes
 * one doubling back, so after a few seconds the delays start again. Not thread-safe.
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

  /**
   * The connection was lost.
   *
   * @param whole how long everything was restored on it
   */
  void lost(Duration whole) {
    doublings = Math.max(0, doublings - whole.toMillis() / MILLIS_PER_DOUBLING);
  }

  /**
   * How long to wait now.
   *
   * @param outage how long there has been no connection
   */
  Duration next(Duration outage) {
    double limit = Math.max(firstMillis * Math.pow(2, doublings), (double) outage.toMillis());
    long millis = (long) Math.min(limit, longestMillis);
    return Duration.ofMillis(ThreadLocalRandom.current().nextLong(millis + 1));
  }
}
