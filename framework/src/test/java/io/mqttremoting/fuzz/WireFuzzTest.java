package io.mqttremoting.fuzz;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Whatever is received is either read or refused, and quickly. {@code -Dfuzz.tries=5000000} tries
 * more inputs than the build does, {@code -Dfuzz.seed=…} other ones. What {@link Coverage} tries
 * depends on which code is reached.
 */
@Tag("long")
class WireFuzzTest {
  private static final Duration LONGEST =
      Duration.ofSeconds(10); // far longer than an input takes, even on a busy machine

  @Test
  void payloadsAndProperties() {
    WireReading reading = new WireReading();
    Choices choices = Choices.random(Tries.seed());
    int tries = Tries.percent(50);
    long start = System.nanoTime();
    for (int i = 0; i < tries; i++) {
      try {
        reading.read(choices);
      } catch (RuntimeException | Error e) {
        throw new AssertionError("input " + i + " of seed " + Tries.seed(), e);
      }
    }
    Tries.report(
        "payloads",
        tries,
        start,
        reading.good
            + " read, "
            + reading.bad
            + " refused, the slowest in "
            + reading.slowestNanos / 1000
            + " µs");
    assertTrue(reading.good > tries / 10, () -> "too few were good: " + reading.good);
    assertTrue(reading.bad > tries / 10, () -> "too few were bad: " + reading.bad);
    assertTrue(reading.slowestNanos < LONGEST.toNanos(), () -> reading.slowestNanos + " ns");
  }
}
