package io.mqttremoting.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {
  private final Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1), 9);

  @ParameterizedTest
  @CsvSource({"1, 100", "2, 200", "3, 400", "4, 800", "5, 1000", "6, 1000", "2000000000, 1000"})
  void delaysAreAnywhereUpToALimitThatDoubles(int attempt, long limit) {
    long[] delays =
        LongStream.range(0, 2000).map(i -> backoff.delay(attempt).toMillis()).sorted().toArray();
    assertTrue(delays[0] < limit / 10, "the shortest is " + delays[0]);
    assertTrue(delays[delays.length - 1] > limit * 9 / 10, "the longest is " + delays[1999]);
    assertTrue(delays[delays.length - 1] <= limit, "the longest is " + delays[1999]);
    assertEquals(limit / 2.0, LongStream.of(delays).average().orElseThrow(), limit / 10.0);
  }
}
