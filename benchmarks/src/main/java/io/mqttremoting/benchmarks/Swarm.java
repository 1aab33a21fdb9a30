package io.mqttremoting.benchmarks;

import io.mqttremoting.Fleet;
import io.mqttremoting.MqttRemoting;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.api.MqttVersion;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Many devices, each an instance on a connection of its own, and a fleet that has them all. */
final class Swarm {
  private static final int DEVICES = 1_000;
  private static final int KILLED = 100;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Setting setting;
  private final Report report;
  private final Devices devices;

  private Swarm(Setting setting, Devices devices, Report report) {
    this.setting = setting;
    this.devices = devices;
    this.report = report;
  }

  /** Measures it with each version of MQTT. */
  static void measure(Broker broker, Report report) throws Exception {
    for (MqttVersion version : broker.versions()) {
      Setting setting =
          new Setting(
              broker,
              version,
              builder -> builder.namespace("swarm" + version.name()).reconnectAttempts(0));
      try (Devices devices = new Devices(setting)) {
        new Swarm(setting, devices, report).measure();
      }
    }
  }

  private void measure() throws Exception {
    devices.grow(1);
    try (RemotingConnection warm = setting.connect();
        Fleet<IEcho> first = warm.fleet(IEcho.class)) {
      Wait.until(() -> first.instances().size() == 1, PATIENCE, "the first device");
    }
    devices.grow(DEVICES);
    try (RemotingConnection calling = setting.connect()) {
      int subscriptions = calling.statistics().subscriptions();
      CountDownLatch joined = new CountDownLatch(DEVICES);
      CountDownLatch heard = new CountDownLatch(DEVICES);
      CountDownLatch left = new CountDownLatch(KILLED);
      long heap = Heap.used();
      long begin = System.nanoTime();
      try (Fleet<IEcho> fleet = calling.fleet(IEcho.class)) {
        fleet.onJoined(
            (name, echo) -> {
              echo.onTick(text -> heard.countDown());
              joined.countDown();
            });
        fleet.onLeft(name -> left.countDown());
        add("a new fleet, until " + DEVICES + " devices joined", await(joined, begin), "s");
        add("its subscriptions", calling.statistics().subscriptions() - subscriptions, "");
        add("its heap for each device", (Heap.used() - heap) / 1024.0 / DEVICES, "kB");

        begin = System.nanoTime();
        devices.echoes().forEach(echo -> echo.tick("to all"));
        add("a signal of each device, until all were heard", await(heard, begin), "s");

        begin = System.nanoTime();
        for (String name : fleet.instances()) {
          if (!fleet.get(name).echo(name).equals(name)) {
            throw new IllegalStateException("another reply came to " + name);
          }
        }
        add("a call to each device, one after the other", seconds(begin), "s");

        begin = System.nanoTime();
        devices.connections().subList(0, KILLED).parallelStream().forEach(this::kill);
        add(KILLED + " devices killed, until all had left", await(left, begin), "s");
      }
    }
  }

  /** Takes over its client identifier, so that the broker ends its connection. */
  private void kill(RemotingConnection device) {
    MqttRemoting.connection(setting.broker().uri().toString())
        .clientId(device.clientId())
        .namespace("elsewhere")
        .connect()
        .close();
  }

  private static double await(CountDownLatch latch, long begin) throws InterruptedException {
    if (!latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new IllegalStateException(latch.getCount() + " devices are missing");
    }
    return seconds(begin);
  }

  private static double seconds(long begin) {
    return (System.nanoTime() - begin) / 1e9;
  }

  private void add(String what, double value, String unit) {
    report.add(List.of(Figure.of(what, setting, value, unit)));
  }
}
