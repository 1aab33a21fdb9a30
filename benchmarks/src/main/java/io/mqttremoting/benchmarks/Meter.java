package io.mqttremoting.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Keeps the clients of a side busy for a while, and counts. */
final class Meter {
  private Meter() {}

  /**
   * What was counted.
   *
   * @param perSecond exchanges of all clients together
   * @param micros how long each took, in microseconds, if a client does one at a time; else empty
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Sample(double perSecond, double[] micros) {}

  /** Measures; all exchanges are complete when this returns, or it fails. */
  static Sample measure(Side side, Duration time) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(side.lanes().size());
    try {
      long begin = System.nanoTime();
      long end = begin + time.toNanos();
      List<Future<double[]>> clients = new ArrayList<>();
      for (Side.Lane lane : side.lanes()) {
        clients.add(threads.submit(() -> run(lane, end)));
      }
      long count = 0;
      double[] micros = {};
      for (Future<double[]> client : clients) {
        micros = client.get();
        count += micros.length;
      }
      double seconds = (System.nanoTime() - begin) / (double) TimeUnit.SECONDS.toNanos(1);
      boolean timed = clients.size() == 1 && side.lanes().get(0).window().size() == 1;
      return new Sample(count / seconds, timed ? micros : new double[0]);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  /** How long each exchange took until there was room for the next. */
  private static double[] run(Side.Lane lane, long end) throws Exception {
    double[] micros = new double[1024];
    int count = 0;
    lane.window().enter();
    for (long begin = System.nanoTime(); begin - end < 0; ) {
      lane.exchange().begin();
      lane.window().enter();
      long now = System.nanoTime();
      if (count == micros.length) {
        micros = Arrays.copyOf(micros, 2 * count);
      }
      micros[count++] = (now - begin) / 1000.0;
      begin = now;
    }
    lane.window().leave();
    lane.window().awaitEmpty();
    return Arrays.copyOf(micros, count);
  }
}
