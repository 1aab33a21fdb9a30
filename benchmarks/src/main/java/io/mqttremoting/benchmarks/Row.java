package io.mqttremoting.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A comparison that is yet to be made.
 *
 * @param what the exchange
 * @param target what the ratio is to be at least
 */
record Row(String what, double target, Load load, Side.Maker ours, Side.Maker raw) {

  /** How often and how long both sides are measured, one after the other. */
  record Effort(int rounds, Duration slice) {}

  /** Makes the comparison. */
  Comparison compare(Setting setting, Effort effort) throws Exception {
    try (Side our = ours.open(setting, load);
        Side bare = raw.open(setting, load)) {
      Meter.measure(our, effort.slice());
      Meter.measure(bare, effort.slice());
      List<Meter.Sample> ours = new ArrayList<>();
      List<Meter.Sample> raws = new ArrayList<>();
      for (int round = 0; round < effort.rounds(); round++) {
        ours.add(Meter.measure(our, effort.slice()));
        raws.add(Meter.measure(bare, effort.slice()));
      }
      return Comparison.of(this, setting.broker().name(), setting.version().toString(), ours, raws);
    }
  }
}
