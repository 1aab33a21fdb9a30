package io.mqttremoting.benchmarks;

import io.mqttremoting.RemotingConnection;
import io.mqttremoting.api.MqttVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Many clients of one service, and what they cost the broker, as it tells itself. */
final class Crowd {
  private static final List<Integer> SIZES = List.of(100, 900);
  private static final int AT_A_TIME = 50;
  private static final long TIMEOUT_SECONDS = 30;

  private final Setting setting;
  private final Report report;
  private final List<RemotingConnection> connections = new ArrayList<>();

  private Crowd(Setting setting, Report report) {
    this.setting = setting;
    this.report = report;
  }

  /** Measures one crowd after the other, at a broker that tells of itself each second. */
  static void measure(Broker broker, Report report) throws Exception {
    for (MqttVersion version : broker.versions()) {
      Crowd crowd = new Crowd(new Setting(broker, version), report);
      try {
        crowd.measure();
      } finally {
        crowd.connections.forEach(RemotingConnection::close);
      }
    }
  }

  private void measure() throws Exception {
    try (SysTopics broker = new SysTopics(setting)) {
      Map<String, Double> before = broker.now();
      Echo echo = new Echo();
      RemotingConnection service = setting.connect();
      connections.add(service);
      service.serve(echo);
      Map<String, Double> serving = broker.now();
      add("subscriptions of a service", serving, before, SysTopics.SUBSCRIPTIONS, 1, "");
      add("retained messages of a service", serving, before, SysTopics.RETAINED, 1, "");
      for (int size : SIZES) {
        CountDownLatch heard = new CountDownLatch(size);
        join(size - (connections.size() - 1));
        for (RemotingConnection connection : connections.subList(1, connections.size())) {
          connection.client(IEcho.class).onTick(text -> heard.countDown());
        }
        Map<String, Double> crowded = broker.now();
        String clients = " of each of " + size + " clients";
        add("subscriptions" + clients, crowded, serving, SysTopics.SUBSCRIPTIONS, size, "");
        add("retained messages" + clients, crowded, serving, SysTopics.RETAINED, size, "");
        add("broker's memory" + clients, crowded, serving, SysTopics.MEMORY, size * 1024.0, "kB");
        long begin = System.nanoTime();
        echo.tick("to all");
        if (!heard.await(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
          throw new IllegalStateException(heard.getCount() + " clients have not heard the signal");
        }
        double millis = (System.nanoTime() - begin) / 1e6;
        report.add(
            List.of(Figure.of("a signal, until all " + size + " heard", setting, millis, "ms")));
      }
    }
  }

  private void join(int more) throws InterruptedException {
    for (int joined = 0; joined < more; joined += AT_A_TIME) {
      connections.addAll(setting.connect(Math.min(AT_A_TIME, more - joined)));
    }
  }

  private void add(
      String what,
      Map<String, Double> now,
      Map<String, Double> before,
      String topic,
      double each,
      String unit) {
    double more = (now.get(topic) - before.get(topic)) / each;
    report.add(List.of(Figure.of(what, setting, more, unit)));
  }
}
