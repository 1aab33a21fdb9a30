package io.mqttremoting.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class StatisticsTest {
  @Test
  void quantilesLieBetweenTheValuesAroundThem() {
    double[] values = {30, 10, 20, 40};
    assertEquals(25, Statistics.median(values));
    assertEquals(10, Statistics.quantile(values, 0));
    assertEquals(40, Statistics.quantile(values, 1));
    assertEquals(17.5, Statistics.quantile(values, 0.25));
  }

  @Test
  void oneValueIsEveryQuantileAndHasNoSpread() {
    assertEquals(7, Statistics.quantile(new double[] {7}, 0.99));
    assertEquals(0, Statistics.spread(new double[] {7}));
  }

  @Test
  void spreadIsHalfTheDistanceBetweenQuartiles() {
    assertEquals(1, Statistics.spread(new double[] {1, 2, 3, 4, 5}));
  }
}
