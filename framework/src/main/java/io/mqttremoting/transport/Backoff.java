package io.mqttremoting.transport;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * When to try again: after a random part of a time that doubles with each failure (exponential
 * backoff with full jitter, so that a thousand clients of a broker that restarts do not come back
 * all at once).
 *
 * @param first the longest wait before the first attempt
 * @param longest which no wait exceeds
 * @param maxAttempts after how many failures to give up; 0 for not trying at all
 */
public record Backoff(Duration first, Duration longest, int maxAttempts) {

  /** How long to wait before an attempt, counted from 1. */
  Duration delay(int attempt) {
    long ceiling = first.toMillis();
    for (int i = 1; i < attempt && ceiling < longest.toMillis(); i++) {
      ceiling *= 2;
    }
    return Duration.ofMillis(
        ThreadLocalRandom.current().nextLong(Math.min(ceiling, longest.toMillis()) + 1));
  }
}
