package io.mqttremoting.mqtt5;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mqttremoting.ClientHandle;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.ServiceHandle;
import io.mqttremoting.api.MqttVersion;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Connections in MQTT 5 that are made and closed many times, with a client and a service each:
 * neither their threads nor their objects remain. {@code -Dmany.times=1000} makes more than the
 * build does.
 */
@Timeout(600)
@Isolated("it counts threads")
class ManyTimesTest {
  private static final int TIMES = Integer.getInteger("many.times", 100);

  private final List<WeakReference<Object>> made = new ArrayList<>();

  private <T> T watch(T object) {
    made.add(new WeakReference<>(object));
    return object;
  }

  private List<Object> kept() {
    System.gc();
    return made.stream().map(WeakReference::get).filter(Objects::nonNull).toList();
  }

  /** Of the connections; the HiveMQ client and RxJava keep a few for all. */
  private static Set<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.contains("many") || name.startsWith("com.hivemq.client.mqtt"))
        .collect(Collectors.toSet());
  }

  @Test
  void connectionsLeaveNothing() {
    try (Mosquitto broker = Mosquitto.start()) {
      for (int i = 0; i < TIMES; i++) {
        connectAndClose(broker);
      }
      assertEquals(3 * TIMES, made.size());
      Await.until("all is freed", () -> kept().isEmpty());
      Await.value(Set.of(), ManyTimesTest::threads);
    }
  }

  private void connectAndClose(Mosquitto broker) {
    try (RemotingConnection connection =
        Combination.connection(broker.uri(), Optional.of(MqttVersion.MQTT_5))
            .clientId("many")
            .connect()) {
      watch(connection);
      ServiceHandle service = connection.serve(watch(new Everything()));
      IEverything client = watch(connection.client(IEverything.class));
      assertEquals("x", client.echo("x"));
      ClientHandle.of(client).close();
      service.close();
    }
  }
}
