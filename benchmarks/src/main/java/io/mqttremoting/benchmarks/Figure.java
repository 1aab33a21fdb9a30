package io.mqttremoting.benchmarks;

import java.util.Optional;

/**
 * Something measured by itself.
 *
 * @param limit what it is to be at most, if that is said
 */
record Figure(String what, String mqtt, double value, String unit, Optional<Double> limit) {
  static Figure of(String what, Setting setting, double value, String unit) {
    return new Figure(what, setting.version().toString(), value, unit, Optional.empty());
  }

  Figure atMost(double most) {
    return new Figure(what, mqtt, value, unit, Optional.of(most));
  }

  boolean missed() {
    return limit.filter(most -> value > most).isPresent();
  }
}
