package io.mqttremoting.benchmarks;

import io.mqttremoting.ClientHandle;
import io.mqttremoting.Fleet;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.api.MqttVersion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Devices, each an instance on a connection of its own, and a fleet that has them all, in three
 * sizes: what each device costs here and at the broker, and how long a restart of the broker takes.
 */
final class Growth {
  private static final List<Integer> SIZES = List.of(500, 1_000, 2_000);
  private static final List<Integer> SIZES_OF_MQTT_5 = List.of(1_000, 2_000, 5_000);
  private static final double MOST = 0.99;
  private static final long DOWN_SECONDS = 3;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Setting setting;
  private final Mosquitto broker;
  private final Report report;
  private final int size;
  private final Devices devices;

  private Growth(Setting setting, Devices devices, Mosquitto broker, Report report, int size) {
    this.setting = setting;
    this.devices = devices;
    this.broker = broker;
    this.report = report;
    this.size = size;
  }

  /** Measures each size of each version at a broker of its own. */
  static void measure(Path mosquitto, Report report) throws Exception {
    for (MqttVersion version : MqttVersion.values()) {
      for (int size : version == MqttVersion.MQTT_5 ? SIZES_OF_MQTT_5 : SIZES) {
        try (Mosquitto broker =
            Mosquitto.start(mosquitto, "set_tcp_nodelay true", "sys_interval 1")) {
          Setting setting = new Setting(broker, version);
          try (Devices devices = new Devices(setting)) {
            new Growth(setting, devices, broker, report, size).measure();
          }
        }
      }
    }
  }

  private void measure() throws Exception {
    devices.grow(1); // loads classes
    try (SysTopics topics = new SysTopics(setting)) {
      Map<String, Double> before = topics.now();
      long heap = Heap.used();
      long begin = System.nanoTime();
      devices.grow(size);
      add("until all are served", seconds(begin), "s");
      int more = size - 1;
      add("heap of each", (Heap.used() - heap) / 1024.0 / more, "kB");
      Map<String, Double> now = topics.now();
      add("broker's memory of each", more(now, before, SysTopics.MEMORY) / 1024 / more, "kB");
      add("subscriptions of each", more(now, before, SysTopics.SUBSCRIPTIONS) / more, "");
      add("retained messages of each", more(now, before, SysTopics.RETAINED) / more, "");
    }
    try (RemotingConnection calling = setting.connect()) {
      CountDownLatch joined = new CountDownLatch(size);
      long begin = System.nanoTime();
      try (Fleet<IEcho> fleet = calling.fleet(IEcho.class)) {
        fleet.onJoined((name, echo) -> joined.countDown());
        Wait.until(() -> joined.getCount() == 0, PATIENCE, "all devices in the fleet");
        add("a new fleet, until all joined", seconds(begin), "s");
        restart(fleet);
      }
    }
  }

  private void restart(Fleet<IEcho> fleet) throws Exception {
    List<ClientHandle> clients =
        fleet.instances().stream().map(name -> ClientHandle.of(fleet.get(name))).toList();
    broker.stop();
    TimeUnit.SECONDS.sleep(DOWN_SECONDS);
    broker.startAgain();
    long begin = System.nanoTime();
    Wait.until(() -> connected() >= MOST * size, PATIENCE, "99 % of the devices");
    add("99 % back after a restart", seconds(begin), "s");
    Wait.until(() -> connected() == size, PATIENCE, "all devices");
    add("all back", seconds(begin), "s");
    Wait.until(
        () -> clients.stream().allMatch(ClientHandle::isAvailable),
        PATIENCE,
        "all devices in the fleet");
    add("all available in the fleet", seconds(begin), "s");
    add("processor time of the broker for that", broker.cpu().toMillis() / 1e3, "s");
    try (SysTopics topics = new SysTopics(setting)) {
      add("messages that it sent, each", topics.now().get(SysTopics.SENT) / size, "");
    }
  }

  private long connected() {
    return devices.connections().stream().filter(RemotingConnection::isConnected).count();
  }

  private static double more(Map<String, Double> now, Map<String, Double> before, String topic) {
    return now.get(topic) - before.get(topic);
  }

  private static double seconds(long begin) {
    return (System.nanoTime() - begin) / 1e9;
  }

  private void add(String what, double value, String unit) {
    report.add(List.of(Figure.of(size + " devices: " + what, setting, value, unit)));
  }
}
