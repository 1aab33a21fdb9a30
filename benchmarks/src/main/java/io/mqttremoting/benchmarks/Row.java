package io.mqttremoting.benchmarks;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
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
  private static final Duration LONGEST_WARM_UP = Duration.ofSeconds(16);
  private static final int QUIET_ROUNDS = 3;
  private static final long QUIET_MILLIS = 50; // of compiling, in a round

  /** How often and how long both sides are measured, one after the other. */
  record Effort(int rounds, Duration slice) {}

  /** The same under another name. */
  Row named(String name) {
    return new Row(name, target, load, ours, raw);
  }

  /** Makes the comparison. */
  Comparison compare(Setting setting, Effort effort) throws Exception {
    try (Side our = ours.open(setting, load);
        Side bare = raw.open(setting, load)) {
      warmUp(our, bare, effort.slice());
      List<Meter.Sample> ours = new ArrayList<>();
      List<Meter.Sample> raws = new ArrayList<>();
      for (int round = 0; round < effort.rounds(); round++) {
        ours.add(Meter.measure(our, effort.slice()));
        raws.add(Meter.measure(bare, effort.slice()));
      }
      return Comparison.of(this, setting.broker().name(), setting.version().toString(), ours, raws);
    }
  }

  /**
   * Has both sides run until hardly anything was compiled in some rounds one after the other, or
   * that took too long: with few processors, the compiler competes for them with what is measured.
   */
  private static void warmUp(Side our, Side bare, Duration slice) throws Exception {
    CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
    long begin = System.nanoTime();
    int quiet = 0;
    while (quiet < QUIET_ROUNDS && System.nanoTime() - begin < LONGEST_WARM_UP.toNanos()) {
      long before = compiler.getTotalCompilationTime();
      Meter.measure(our, slice);
      Meter.measure(bare, slice);
      boolean isQuiet = compiler.getTotalCompilationTime() - before < QUIET_MILLIS;
      quiet = isQuiet ? quiet + 1 : 0;
    }
  }
}
