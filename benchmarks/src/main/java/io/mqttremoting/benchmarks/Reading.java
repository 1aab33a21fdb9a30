package io.mqttremoting.benchmarks;

import java.util.List;
import java.util.stream.IntStream;

/**
 * What payloads consist of.
 *
 * @param millis when it was taken, in milliseconds since 1970
 */
public record Reading(String sensor, double value, long millis, boolean valid) {
  private static final int JSON_BYTES = 78; // of one of those below, with its comma

  /** Readings whose JSON has about so many bytes. */
  static List<Reading> ofBytes(int bytes) {
    return IntStream.range(0, bytes / JSON_BYTES)
        .mapToObj(
            i ->
                new Reading(
                    "sensor-" + (100_000 + i), 20.25 + i % 10, 1_700_000_000_000L + i, true))
        .toList();
  }
}
