package io.mqttremoting.benchmarks;

import io.mqttremoting.RemotingConnection;
import io.mqttremoting.ServiceOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What the first, hundredth and thousandth interface cost, and ten thousand proxies of one. */
final class Costs {
  private static final int INTERFACES = 1000;
  private static final int AROUND = 20; // a place's time is the median of so many that end there
  private static final int PROXIES = 10_000;
  private static final double SECOND_MILLIS = 50;
  private static final double PROXY_BYTES = 2048;
  private static final double NANOS_PER_MILLI = 1e6;

  private final Setting setting;
  private final List<Figure> figures = new ArrayList<>();
  private final List<Object> proxies = new ArrayList<>(); // which are not to be collected

  private Costs(Setting setting) {
    this.setting = setting;
  }

  /** Measures; the first figures are those of a cold start if nothing ran here before. */
  static List<Figure> measure(Setting setting) throws InterruptedException {
    Costs costs = new Costs(setting);
    try (RemotingConnection service = setting.connect();
        RemotingConnection client = setting.connect()) {
      costs.interfaces(service, client);
      costs.proxies(client);
    }
    return costs.figures;
  }

  private void interfaces(RemotingConnection service, RemotingConnection client)
      throws InterruptedException {
    List<Class<?>> types = Things.interfaces(INTERFACES);
    double[] serving = new double[INTERFACES];
    double[] calling = new double[INTERFACES];
    long[] bytes = new long[INTERFACES + 1];
    for (int i = 0; i < INTERFACES; i++) {
      if (i <= 1 || i == INTERFACES / 10) {
        bytes[i] = Heap.used() + Heap.classes();
      }
      long begin = System.nanoTime();
      serve(service, types.get(i));
      long served = System.nanoTime();
      proxies.add(client.client(types.get(i)));
      calling[i] = (System.nanoTime() - served) / NANOS_PER_MILLI;
      serving[i] = (served - begin) / NANOS_PER_MILLI;
    }
    bytes[INTERFACES] = Heap.used() + Heap.classes();
    times("to serve", serving);
    times("a client of", calling);
    memory("the 1st interface, served and used", bytes, 0, 1);
    memory("each of the next 99", bytes, 1, INTERFACES / 10);
    memory("each of the next 900", bytes, INTERFACES / 10, INTERFACES);
  }

  private static <T> void serve(RemotingConnection connection, Class<T> type) {
    connection.serve(type, Things.implementation(type), ServiceOptions.defaults());
  }

  private void times(String what, double[] millis) {
    figures.add(Figure.of(what + " the 1st interface", setting, millis[0], "ms"));
    figures.add(
        Figure.of(what + " the 2nd interface", setting, millis[1], "ms").atMost(SECOND_MILLIS));
    for (int place : new int[] {INTERFACES / 10, INTERFACES}) {
      double[] around = Arrays.copyOfRange(millis, place - AROUND, place);
      figures.add(
          Figure.of(
              what + " the " + place + "th interface", setting, Statistics.median(around), "ms"));
    }
  }

  private void memory(String what, long[] bytes, int from, int to) {
    double each = (bytes[to] - bytes[from]) / (double) (to - from);
    figures.add(Figure.of("memory of " + what, setting, each / 1024, "kB"));
  }

  private void proxies(RemotingConnection client) throws InterruptedException {
    client.client(IThing.class);
    long before = Heap.used();
    long begin = System.nanoTime();
    for (int i = 0; i < PROXIES; i++) {
      proxies.add(client.client(IThing.class));
    }
    double millis = (System.nanoTime() - begin) / NANOS_PER_MILLI;
    double each = (Heap.used() - before) / (double) PROXIES;
    figures.add(Figure.of("to make 10,000 proxies of one interface", setting, millis, "ms"));
    figures.add(Figure.of("heap of each of them", setting, each, "bytes").atMost(PROXY_BYTES));
  }
}
