package io.mqttremoting.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.api.MqttVersion;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Many connections in this JVM whose broker is stopped and started again: what they cost, and how
 * soon they are back.
 */
final class Storm {
  private static final int AT_A_TIME = 50;
  private static final long DOWN_SECONDS = 3;
  private static final long IDLE_SECONDS = 5;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Setting setting;
  private final List<Figure> figures = new ArrayList<>();
  private final List<RemotingConnection> connections = new ArrayList<>();
  private final List<Object> clients = new ArrayList<>(); // which are not to be collected

  private Storm(Setting setting) {
    this.setting = setting;
  }

  /** Measures connections with a client each, beside one service: a thousand, of MQTT 5 twice. */
  static List<Figure> measure(Mosquitto broker, MqttVersion version) throws Exception {
    int count = version == MqttVersion.MQTT_5 ? 2000 : 1000;
    Storm storm = new Storm(new Setting(broker, version));
    try (RemotingConnection service = storm.setting.connect()) {
      service.serve(new Echo());
      storm.connect(1); // loads classes
      storm.memory(count);
      storm.idle();
      storm.restart(broker, 1);
      storm.restart(broker, 2);
    } finally {
      storm.connections.parallelStream().forEach(RemotingConnection::close);
    }
    return storm.figures;
  }

  private void memory(int count) throws InterruptedException {
    long before = Heap.used();
    connect(count);
    double each = (Heap.used() - before) / (double) (count - 1);
    add("heap of each of " + count + " connections", each / 1024, "kB");
    add("threads of all", ManagementFactory.getThreadMXBean().getThreadCount(), "");
  }

  private void connect(int count) throws InterruptedException {
    while (connections.size() < count) {
      List<RemotingConnection> more =
          setting.connect(Math.min(AT_A_TIME, count - connections.size()));
      connections.addAll(more);
      more.forEach(connection -> clients.add(connection.client(IEcho.class)));
    }
  }

  private void idle() throws InterruptedException {
    long cpu = cpuNanos();
    TimeUnit.SECONDS.sleep(IDLE_SECONDS);
    add("processor time of an idle second", (cpuNanos() - cpu) / 1e6 / IDLE_SECONDS, "ms");
  }

  private void restart(Mosquitto broker, int time) throws Exception {
    broker.stop();
    TimeUnit.SECONDS.sleep(DOWN_SECONDS);
    broker.startAgain();
    long begin = System.nanoTime();
    long cpu = cpuNanos();
    awaitBack(connections.size() / 2);
    double half = (System.nanoTime() - begin) / 1e9;
    awaitBack(connections.size());
    double all = (System.nanoTime() - begin) / 1e9;
    String of = " back after restart " + time;
    add("half of them" + of, half, "s");
    add("all of them" + of, all, "s");
    add("processor time of that", (cpuNanos() - cpu) / 1e9, "s");
  }

  private void awaitBack(int count) throws InterruptedException {
    Wait.until(
        () -> connections.stream().filter(RemotingConnection::isConnected).count() >= count,
        PATIENCE,
        "all connections, again");
  }

  private static long cpuNanos() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private void add(String what, double value, String unit) {
    figures.add(Figure.of(what, setting, value, unit));
  }
}
