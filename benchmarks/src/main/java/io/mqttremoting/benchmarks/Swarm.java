package io.mqttremoting.benchmarks;

import io.mqttremoting.Fleet;
import io.mqttremoting.MqttRemoting;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.ServiceOptions;
import io.mqttremoting.api.MqttVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Many devices, each an instance on a connection of its own, and a fleet that has them all. */
final class Swarm {
  private static final int DEVICES = 1_000;
  private static final int KILLED = 100;
  private static final int AT_A_TIME = 50;
  private static final long TIMEOUT_SECONDS = 60;
  private static final long CHECK_MILLIS = 5;
  private static final int WIDTH = 4;

  private final Setting setting;
  private final Report report;
  private final List<RemotingConnection> devices = new ArrayList<>();
  private final List<Echo> echoes = new ArrayList<>();

  private Swarm(Setting setting, Report report) {
    this.setting = setting;
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
      Swarm swarm = new Swarm(setting, report);
      try {
        swarm.measure();
      } finally {
        swarm.devices.parallelStream().forEach(RemotingConnection::close);
      }
    }
  }

  private void measure() throws Exception {
    grow(1);
    try (RemotingConnection warm = setting.connect();
        Fleet<IEcho> first = warm.fleet(IEcho.class)) {
      await(() -> first.instances().size() == 1, "the first device");
    }
    grow(DEVICES);
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
        echoes.forEach(echo -> echo.tick("to all"));
        add("a signal of each device, until all were heard", await(heard, begin), "s");

        begin = System.nanoTime();
        for (String name : fleet.instances()) {
          if (!fleet.get(name).echo(name).equals(name)) {
            throw new IllegalStateException("another reply came to " + name);
          }
        }
        add("a call to each device, one after the other", seconds(begin), "s");

        begin = System.nanoTime();
        devices.subList(0, KILLED).parallelStream().forEach(this::kill);
        add(KILLED + " devices killed, until all had left", await(left, begin), "s");
      }
    }
  }

  private void grow(int count) throws InterruptedException {
    while (devices.size() < count) {
      for (RemotingConnection device :
          setting.connect(Math.min(AT_A_TIME, count - devices.size()))) {
        Echo echo = new Echo();
        String name = String.format("device%0" + WIDTH + "d", devices.size());
        device.serve(echo, ServiceOptions.defaults().withInstance(name));
        devices.add(device);
        echoes.add(echo);
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
    if (!latch.await(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException(latch.getCount() + " devices are missing");
    }
    return seconds(begin);
  }

  private static void await(BooleanSupplier condition, String what) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new IllegalStateException(what + " is missing");
      }
      TimeUnit.MILLISECONDS.sleep(CHECK_MILLIS);
    }
  }

  private static double seconds(long begin) {
    return (System.nanoTime() - begin) / 1e9;
  }

  private void add(String what, double value, String unit) {
    report.add(List.of(Figure.of(what, setting, value, unit)));
  }
}
