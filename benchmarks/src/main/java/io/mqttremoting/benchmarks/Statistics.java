package io.mqttremoting.benchmarks;

import java.util.Arrays;

/** Medians and the like. */
final class Statistics {
  private Statistics() {}

  /** The value below which {@code part} of the values lie, 0 to 1; between two, their mixture. */
  static double quantile(double[] values, double part) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double place = part * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }

  static double median(double[] values) {
    return quantile(values, 0.5);
  }

  /** Half the distance between the quartiles: half of the values lie that near to the middle. */
  static double spread(double[] values) {
    return (quantile(values, 0.75) - quantile(values, 0.25)) / 2;
  }
}
