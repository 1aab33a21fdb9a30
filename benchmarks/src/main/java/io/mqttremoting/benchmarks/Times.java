package io.mqttremoting.benchmarks;

import java.util.stream.IntStream;

/**
 * How long something took on both sides, in milliseconds.
 *
 * @param ratio ours to raw: the median of the rounds' ratios
 * @param spread half the distance between the quartiles of these ratios
 * @param limit what the ratio is to be at most
 */
record Times(
    String what,
    String mqtt,
    Quartiles ours,
    Quartiles raw,
    double ratio,
    double spread,
    double limit) {

  /** The values that a quarter, half, and three quarters of the rounds do not exceed. */
  record Quartiles(double lower, double median, double upper) {
    static Quartiles of(double[] values) {
      return new Quartiles(
          Statistics.quantile(values, 0.25),
          Statistics.median(values),
          Statistics.quantile(values, 0.75));
    }

    @Override
    public String toString() {
      return String.format("%.0f (%.0f to %.0f)", median, lower, upper);
    }
  }

  static Times of(String what, String mqtt, double[] ours, double[] raws, double limit) {
    double[] ratios = IntStream.range(0, ours.length).mapToDouble(i -> ours[i] / raws[i]).toArray();
    return new Times(
        what,
        mqtt,
        Quartiles.of(ours),
        Quartiles.of(raws),
        Statistics.median(ratios),
        Statistics.spread(ratios),
        limit);
  }

  /** Whether the limit is exceeded by more than the spread. */
  boolean missed() {
    return ratio - spread > limit;
  }
}
