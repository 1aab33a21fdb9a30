package io.mqttremoting.internal.client.presence;

import io.mqttremoting.internal.concurrent.Elapsed;
import java.time.Duration;

/** What the clock of one service was, by which calls say until when they wait. Thread-safe. */
public final class ServiceClock {
  private volatile Reading latest = new Reading("", 0, 0, 0);

  /**
   * What the clock was.
   *
   * @param memory of the service
   * @param millis what the clock was after it was asked for; 0 if the service does not say
   * @param asked when that was, by {@link System#nanoTime()}
   * @param askedByClock when that was, by {@link System#currentTimeMillis()}
   */
  record Reading(String memory, long millis, long asked, long askedByClock) {
    private static final long FRESH = Duration.ofMinutes(1).toMillis();
    private static final Duration LONGEST = Duration.ofDays(365);

    /** Calls of one tick say the same, which is then made once. */
    private static final long TICK = 100; // ms

    /** By how much clocks may differ in their pace: one in so many. */
    private static final long PACE = 1000;

    /** How many milliseconds ago it was asked for. */
    long age() {
      return Elapsed.since(asked, askedByClock).toMillis() + 1;
    }

    static boolean isFresh(long age) {
      return age <= FRESH;
    }

    /** When so much time is over, at the latest; 0 if not known. */
    long in(Duration left, long age) {
      return millis == 0 || left.compareTo(LONGEST) > 0
          ? 0
          : ((millis + age + age / PACE + left.toMillis()) / TICK + 1) * TICK;
    }
  }

  void set(Reading reading) {
    latest = reading;
  }

  /** What is known of the clock of this service; {@code null} if nothing is. */
  Reading of(String memory) {
    Reading known = latest;
    return known.memory.equals(memory) ? known : null;
  }

  /**
   * When so much time is over, by the clock of the service with this memory; 0 if that is not
   * known.
   */
  public long until(String memory, Duration left) {
    Reading known = of(memory);
    return known == null ? 0 : known.in(left, known.age());
  }
}
