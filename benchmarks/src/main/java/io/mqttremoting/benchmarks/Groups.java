package io.mqttremoting.benchmarks;

import io.mqttremoting.RemotingConnection;
import io.mqttremoting.api.MqttVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Several programs that share the calls of an operation which takes 5 ms, one call at a time. */
final class Groups {
  private static final List<Integer> SIZES = List.of(1, 2, 4);
  private static final int NAP_MILLIS = 5;
  private static final int IN_FLIGHT = 64;
  private static final Duration TIME = Duration.ofSeconds(5);
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(5);

  private final Setting setting;
  private final Report report;

  private Groups(Setting setting, Report report) {
    this.setting = setting;
    this.report = report;
  }

  /** Measures one group after the other, of which the last loses a member. */
  static void measure(Broker broker, Report report) throws Exception {
    Setting setting =
        new Setting(broker, MqttVersion.MQTT_5, connection -> connection.callTimeout(CALL_TIMEOUT));
    new Groups(setting, report).measure();
  }

  /** How many calls were made, and how they ended. */
  private record Calls(int answered, int failed) {
    double perSecond() {
      return answered / (TIME.toMillis() / 1000.0);
    }
  }

  private void measure() throws Exception {
    List<Instance> instances = new ArrayList<>();
    try (RemotingConnection connection = setting.connect()) {
      IEcho echo = connection.client(IEcho.class);
      for (int size : SIZES) {
        while (instances.size() < size) {
          instances.add(Instance.start(setting.broker().uri()));
        }
        call(echo, () -> {}); // they get warm
        add("5 ms operation, " + size + " in a group", call(echo, () -> {}).perSecond(), "calls/s");
      }
      Calls calls = call(echo, () -> kill(instances));
      add("while one of them is killed", calls.perSecond(), "calls/s");
      add("calls that it had, and were lost", calls.failed(), "calls");
      add("with those that remain", call(echo, () -> {}).perSecond(), "calls/s");
    } finally {
      instances.forEach(Instance::close);
    }
  }

  private void add(String what, double value, String unit) {
    report.add(List.of(Figure.of(what, setting, value, unit)));
  }

  private static void kill(List<Instance> instances) {
    instances.remove(0).close();
  }

  /** Calls all the time, for so long; amidst of which something happens. */
  private static Calls call(IEcho echo, Runnable happening) throws InterruptedException {
    Semaphore room = new Semaphore(IN_FLIGHT);
    AtomicInteger answered = new AtomicInteger();
    AtomicInteger failed = new AtomicInteger();
    long begin = System.nanoTime();
    boolean happened = false;
    while (System.nanoTime() - begin < TIME.toNanos()) {
      if (!happened && System.nanoTime() - begin > TIME.toNanos() / 2) {
        happening.run();
        happened = true;
      }
      room.acquire();
      echo.napAsync(NAP_MILLIS)
          .whenComplete(
              (millis, failure) -> {
                (failure == null ? answered : failed).incrementAndGet();
                room.release();
              });
    }
    int inTime = answered.get();
    if (!room.tryAcquire(IN_FLIGHT, 2 * CALL_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
      throw new IllegalStateException("a call has not ended");
    }
    return new Calls(inTime, failed.get());
  }
}
