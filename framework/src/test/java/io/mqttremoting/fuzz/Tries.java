package io.mqttremoting.fuzz;

/** How many inputs a test tries, and from which seed. */
final class Tries {
  private static final int DEFAULT = 30_000;

  private Tries() {}

  /** Returns {@code share} percent of {@code -Dfuzz.tries}. */
  static int percent(int share) {
    return (int) (Long.getLong("fuzz.tries", DEFAULT) * share / 100);
  }

  /** Returns {@code -Dfuzz.seed}, by default a seed that is the same in every build. */
  static long seed() {
    return Long.getLong("fuzz.seed", 20260101L);
  }

  /** Prints what was tried, to the output of the build. */
  @SuppressWarnings("SystemOut") // a result of the build, not a log line
  static void report(String what, long tried, long since, String outcome) {
    long millis = (System.nanoTime() - since) / 1_000_000;
    System.out.println(
        "fuzz: "
            + what
            + ": "
            + tried
            + " inputs in "
            + millis
            + " ms, seed "
            + seed()
            + ": "
            + outcome);
  }
}
