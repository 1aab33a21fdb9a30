package io.mqttremoting.internal.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReconnectDelaysTest {
  private static final Duration FIRST = Duration.ofMillis(200);
  private static final Duration LONGEST = Duration.ofSeconds(10);
  private static final int CLIENTS = 1000;

  private final ReconnectDelays delays = new ReconnectDelays(new Backoff(FIRST, LONGEST, 9));

  private void assertSpreadUpTo(long limit, Duration outage) {
    long[] waits =
        LongStream.range(0, 2000).map(i -> delays.next(outage).toMillis()).sorted().toArray();
    assertTrue(waits[0] < limit / 10, "the shortest is " + waits[0]);
    long last = waits[waits.length - 1];
    assertTrue(last > limit * 9 / 10 && last <= limit, "the longest is " + last);
    assertEquals(limit / 2.0, LongStream.of(waits).average().orElseThrow(), limit / 10.0);
  }

  @ParameterizedTest
  @CsvSource({"0, 200", "150, 200", "300, 300", "4000, 4000", "11000, 10000", "999999999, 10000"})
  void delaysAreAnywhereUpToTheTimeOfTheOutage(long outageMillis, long limit) {
    assertSpreadUpTo(limit, Duration.ofMillis(outageMillis));
  }

  @ParameterizedTest
  @CsvSource({"0, 200", "1, 400", "2, 800", "5, 6400", "6, 10000", "2000, 10000"})
  void connectionsThatAreLostAtOnceDoubleTheDelays(int connections, long limit) {
    loseAtOnce(connections);
    assertSpreadUpTo(limit, Duration.ZERO);
  }

  private void loseAtOnce(int connections) {
    for (int i = 0; i < connections; i++) {
      delays.connected();
      delays.lost(Duration.ZERO);
    }
  }

  @ParameterizedTest
  @CsvSource({"500, 5000", "1000, 2500", "2000, 625", "3000, 200", "86400000, 200"})
  void aConnectionThatLastsTakesThatBack(long wholeMillis, long limit) {
    loseAtOnce(100);
    delays.connected();
    delays.lost(Duration.ofMillis(wholeMillis));
    assertSpreadUpTo(limit, Duration.ZERO);
  }

  /** A 20 s outage, a connection that lasts 3 s, and a short restart. */
  @Test
  void aLongOutageDoesNotSlowDownTheNextReconnect() {
    delays.next(Duration.ofSeconds(20));
    delays.connected();
    delays.lost(Duration.ofSeconds(3));
    assertSpreadUpTo(200, Duration.ofMillis(20));
  }

  /** A thousand clients, in simulated time. */
  @Test
  void clientsAreBackSoonAfterEightRestartsASecondApart() {
    double[] back =
        IntStream.range(0, CLIENTS).mapToDouble(i -> backAfterRestarts()).sorted().toArray();
    double median = back[CLIENTS / 2];
    double worst = back[CLIENTS - 1];
    assertTrue(median < 0.5 && worst < 2, "median " + median + " s, at worst " + worst + " s");
    double[] tenths = Arrays.stream(back).map(seconds -> Math.floor(seconds * 10)).toArray();
    double most =
        IntStream.range(0, 100)
            .mapToLong(tenth -> Arrays.stream(tenths).filter(t -> t == tenth).count())
            .max()
            .orElseThrow();
    assertTrue(most < CLIENTS * 0.7, "within 0.1 s: " + most);
  }

  /**
   * Simulates one client; returns how many seconds after the last restart it is connected again.
   * Connecting takes 30 ms.
   */
  private static double backAfterRestarts() {
    ReconnectDelays client = new ReconnectDelays(new Backoff(FIRST, LONGEST, 9));
    double restartSeconds = 0.06;
    double connectSeconds = 0.03;
    double now = 0;
    double whole = 60;
    while (true) {
      client.lost(Duration.ofMillis((long) (whole * 1000)));
      double lostAt = now;
      do {
        now += client.next(Duration.ofMillis((long) ((now - lostAt) * 1000))).toMillis() / 1000.0;
        now += connectSeconds;
      } while (now < 8 && now - Math.floor(now) < restartSeconds + connectSeconds);
      client.connected();
      if (now > 7) {
        return now - 7;
      }
      double nextRestart = Math.ceil(now);
      whole = nextRestart - now;
      now = nextRestart;
    }
  }
}
