package io.mqttremoting.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** What a mosquitto with {@code sys_interval 1} publishes about itself each second. */
final class SysTopics implements AutoCloseable {
  static final String SUBSCRIPTIONS = "$SYS/broker/subscriptions/count";
  static final String RETAINED = "$SYS/broker/retained messages/count";
  static final String MEMORY = "$SYS/broker/heap/current"; // in bytes
  static final String SENT = "$SYS/broker/messages/sent";

  private static final long TOLD_MILLIS = 2_500;

  private final RawClient observer;
  private final Map<String, Double> told = new ConcurrentHashMap<>();

  /** Subscribes with a connection of its own, which is among the figures. */
  SysTopics(Setting setting) throws Exception {
    observer = setting.raw();
    observer.subscribe("$SYS/broker/#", 0, this::tell);
  }

  private void tell(String topic, byte[] payload) {
    try {
      told.put(topic, Double.valueOf(new String(payload, StandardCharsets.UTF_8)));
    } catch (NumberFormatException e) {
      told.remove(topic); // a text, such as its version
    }
  }

  /** The figures by topics, not older than this call; waits for them. */
  Map<String, Double> now() throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(TOLD_MILLIS);
    return Map.copyOf(told);
  }

  @Override
  public void close() {
    observer.close();
  }
}
