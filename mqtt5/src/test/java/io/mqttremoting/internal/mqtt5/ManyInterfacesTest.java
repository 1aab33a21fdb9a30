package io.mqttremoting.internal.mqtt5;

import static org.junit.jupiter.api.Assertions.fail;

import io.mqttremoting.ClientHandle;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.Mosquitto;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Many interfaces on one connection: more values, statuses and signals than a broker queues for one
 * client by default; it silently drops the rest. The system properties {@code interfaces} and
 * {@code restarts} set the number of interfaces and of broker restarts.
 */
@Tag("long")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class ManyInterfacesTest {
  private static final Logger LOG = LoggerFactory.getLogger(ManyInterfacesTest.class);
  private static final int RESTARTS = Integer.getInteger("restarts", 1);
  private static final int SIGNALS = 500; // at once; with more, a slow machine may lose some
  private static final List<Thing> THINGS = Thing.of(Integer.getInteger("interfaces", 1000));

  @RegisterExtension private final Opened opened = new Opened();

  @ParameterizedTest
  @CsvSource({"MQTT_3_1_1, false", "MQTT_5, false", "MQTT_5, true"})
  void allIsRightAfterEachRestart(MqttVersion version, boolean oneConnection) throws Exception {
    Mosquitto broker = opened.closedLater(Mosquitto.start());
    RemotingConnection services = connection(broker, version);
    RemotingConnection clients = oneConnection ? services : connection(broker, version);
    THINGS.forEach(thing -> thing.set(0));
    THINGS.forEach(thing -> services.serve(thing.implementation()));
    List<Object> proxies = THINGS.stream().<Object>map(t -> clients.client(t.type())).toList();
    AtomicInteger heard = new AtomicInteger();
    each((thing, i) -> thing.onRaised(proxies.get(i), argument -> heard.incrementAndGet()));
    long begin = System.nanoTime();
    clients.connect();
    services.connect();
    awaitRight(begin, proxies, 0);
    for (int i = 1; i <= RESTARTS; i++) {
      broker.kill();
      Await.until("it is noticed", () -> !services.isConnected() && !clients.isConnected());
      int value = i;
      THINGS.forEach(thing -> thing.set(value));
      begin = restart(broker);
      Await.until("both are back", () -> services.isConnected() && clients.isConnected());
      log(begin, "connected");
      heard.set(0);
      THINGS.stream().limit(SIGNALS).forEach(thing -> thing.raise(value));
      awaitRight(begin, proxies, value);
      Await.equal(Math.min(SIGNALS, THINGS.size()), heard::get);
    }
  }

  private RemotingConnection connection(Mosquitto broker, MqttVersion version) {
    return opened.closedLater(
        Combination.connection(broker.uri(), Optional.of(version))
            .reconnectDelays(Duration.ofMillis(1), Duration.ofMillis(50)) // even after many losses
            .build());
  }

  private static long restart(Mosquitto broker) throws IOException {
    broker.restart();
    return System.nanoTime();
  }

  private static void awaitRight(long begin, List<Object> proxies, int value) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (true) {
      int right = 0;
      int available = 0;
      for (int i = 0; i < proxies.size(); i++) {
        right += THINGS.get(i).read(proxies.get(i)) == value ? 1 : 0;
        available += ClientHandle.of(proxies.get(i)).isAvailable() ? 1 : 0;
      }
      if (right == proxies.size() && available == proxies.size()) {
        log(begin, "right");
        return;
      }
      if (System.nanoTime() - end > 0) {
        fail("of " + proxies.size() + ", " + right + " are right and " + available + " available");
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
  }

  private static void log(long begin, String what) {
    LOG.info("{} after {} ms", what, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
  }

  private interface Doing {
    void with(Thing thing, int number);
  }

  private static void each(Doing doing) {
    IntStream.range(0, THINGS.size()).forEach(i -> doing.with(THINGS.get(i), i));
  }
}
