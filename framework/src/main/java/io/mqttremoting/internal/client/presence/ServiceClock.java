package io.mqttremoting.internal.client.presence;

import io.mqttremoting.internal.concurrent.Elapsed;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The last reading of the clock of the service that was pinged last; gives the deadlines of calls
 * by that clock. Thread-safe.
 */
public final class ServiceClock {
  private volatile Reading latest = new Reading("", 0, 0, 0);

  /**
   * A reading of a service's clock.
   *
   * @param memoryId the memory of the service
   * @param millis what its clock showed after the request was sent; 0 if the service does not say
   * @param asked when the request was sent, by {@link System#nanoTime()}
   * @param askedByClock when the request was sent, by {@link System#currentTimeMillis()}
   */
  record Reading(String memoryId, long millis, long asked, long askedByClock) {
    private static final long FRESH = Duration.ofMinutes(1).toMillis();
    private static final Duration LONGEST = Duration.ofDays(365);

    /**
     * Deadlines are rounded up to this, so calls of one tick share a deadline that is encoded once.
     */
    private static final long TICK = 100; // ms

    /** Clocks may differ in their pace by one part in this many. */
    private static final long PACE = 1000;

    /** How many milliseconds ago the reading was requested, rounded up. */
    long age() {
      return Elapsed.since(asked, askedByClock).toMillis() + 1;
    }

    static boolean isFresh(long age) {
      return age <= FRESH;
    }

    /**
     * The latest time, by the service's clock in milliseconds, at which {@code left} has passed; 0
     * if not known.
     */
    long in(Duration left, long age) {
      return millis == 0 || left.compareTo(LONGEST) > 0
          ? 0
          : ((millis + age + age / PACE + left.toMillis()) / TICK + 1) * TICK;
    }
  }

  void set(Reading reading) {
    latest = reading;
  }

  /** The reading of this service's clock; {@code null} if there is none. */
  @Nullable Reading of(String memoryId) {
    Reading known = latest;
    return known.memoryId.equals(memoryId) ? known : null;
  }

  /**
   * The deadline of a call that has {@code left} to go, in milliseconds by the clock of the service
   * with this memory; 0 if that clock is not known.
   */
  public long until(String memoryId, Duration left) {
    Reading known = of(memoryId);
    return known == null ? 0 : known.in(left, known.age());
  }
}
