package io.mqttremoting.benchmarks;

import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * What came of a row.
 *
 * @param ratio ours to raw: the median of the rounds' ratios
 * @param spread half the distance between the quartiles of these ratios
 */
record Comparison(
    String what,
    String broker,
    String mqtt,
    Measured ours,
    Measured raw,
    double ratio,
    double spread,
    double target) {

  /**
   * One side: the median of its rounds, and, of exchanges that are made one at a time, how long
   * half of them and all but one of 100 took at most, in microseconds; else 0.
   */
  record Measured(double perSecond, double medianMicros, double p99Micros) {
    static Measured of(List<Meter.Sample> samples) {
      double[] micros =
          samples.stream().flatMapToDouble(s -> DoubleStream.of(s.micros())).toArray();
      boolean timed = micros.length > 0;
      return new Measured(
          Statistics.median(samples.stream().mapToDouble(Meter.Sample::perSecond).toArray()),
          timed ? Statistics.median(micros) : 0,
          timed ? Statistics.quantile(micros, 0.99) : 0);
    }
  }

  static Comparison of(
      Row row, String broker, String mqtt, List<Meter.Sample> ours, List<Meter.Sample> raws) {
    double[] ratios =
        IntStream.range(0, ours.size())
            .mapToDouble(i -> ours.get(i).perSecond() / raws.get(i).perSecond())
            .toArray();
    return new Comparison(
        row.what(),
        broker,
        mqtt,
        Measured.of(ours),
        Measured.of(raws),
        Statistics.median(ratios),
        Statistics.spread(ratios),
        row.target());
  }

  /** Whether the target is missed by more than the spread. */
  boolean missed() {
    return ratio + spread < target;
  }
}
