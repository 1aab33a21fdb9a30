package io.mqttremoting.benchmarks;

import java.util.ArrayList;
import java.util.List;

/** How much a call allocates, at client and service together, beyond what it would without us. */
final class Allocation {
  private static final int CALLS = 5000;
  private static final double LIMIT = 1024;

  private Allocation() {}

  /** Ours and what is like it, one after the other, several rounds. */
  static List<Figure> measure(Setting setting, int rounds) throws Exception {
    double[] ours = new double[rounds];
    double[] raws = new double[rounds];
    double[] more = new double[rounds];
    try (Side our = Ours.blockingCalls(setting, Load.ONE_AT_A_TIME);
        Side raw = Raw.LIKE_CALLS.open(setting, Load.ONE_AT_A_TIME)) {
      bytesPerExchange(our);
      bytesPerExchange(raw);
      for (int i = 0; i < rounds; i++) {
        ours[i] = bytesPerExchange(our);
        raws[i] = bytesPerExchange(raw);
        more[i] = ours[i] - raws[i];
      }
    }
    List<Figure> figures = new ArrayList<>();
    figures.add(
        Figure.of("allocated for a call, in all", setting, Statistics.median(ours), "bytes"));
    figures.add(
        Figure.of(
            "allocated by MQTT library and Jackson alone",
            setting,
            Statistics.median(raws),
            "bytes"));
    figures.add(
        Figure.of("allocated for a call, beyond that", setting, Statistics.median(more), "bytes")
            .atMost(LIMIT));
    return figures;
  }

  private static double bytesPerExchange(Side side) throws Exception {
    Side.Lane lane = side.lanes().get(0);
    long before = Heap.allocated();
    for (int i = 0; i < CALLS; i++) {
      lane.window().enter();
      lane.exchange().begin();
    }
    lane.window().awaitEmpty();
    return (Heap.allocated() - before) / (double) CALLS;
  }
}
