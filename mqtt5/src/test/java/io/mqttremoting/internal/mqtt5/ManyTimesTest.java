package io.mqttremoting.internal.mqtt5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.ClientHandle;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.ServiceHandle;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.Mosquitto;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * MQTT 5 connections that are made and closed many times, with a client and a service each, and
 * clients and services on one connection, leave no threads, objects or subscriptions behind. {@code
 * -Dmany.times=1000} makes more than the build does.
 */
@Tag("long")
@Timeout(600)
@Isolated("it counts threads")
class ManyTimesTest {
  private static final int TIMES = Integer.getInteger("many.times", 50);

  private static final String SUBSCRIPTIONS = "$SYS/broker/subscriptions/count";
  private static final int MARKED = 100;

  private final List<WeakReference<Object>> made = new ArrayList<>();

  private <T> T watch(T object) {
    made.add(new WeakReference<>(object));
    return object;
  }

  private List<Object> kept() {
    System.gc();
    return made.stream().map(WeakReference::get).filter(Objects::nonNull).toList();
  }

  /** Threads of the connections; the HiveMQ client and RxJava keep a few for all. */
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
      Await.equal(Set.of(), ManyTimesTest::threads);
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

  @Test
  void clientsAndServicesOfOneConnectionLeaveNothing() throws InterruptedException {
    try (Mosquitto broker = Mosquitto.start("sys_interval 1");
        RawClient observer = new RawClient(broker.uri())) {
      observer.subscribe(SUBSCRIPTIONS);
      try (RemotingConnection serving = connect(broker, "many-serving");
          RemotingConnection calling = connect(broker, "many-calling")) {
        for (int i = 0; i < TIMES; i++) {
          serveCallAndClose(serving, calling);
        }
        assertEquals(2 * TIMES, made.size());
        Await.until("all is freed", () -> kept().isEmpty());
        for (int i = 0; i < MARKED; i++) { // so that it is not an earlier count
          observer.subscribe("marks/" + i);
        }
        awaitCount(
            3 + MARKED, observer); // its own, and of the messages to the two connections themselves
      }
    }
    Await.equal(Set.of(), ManyTimesTest::threads);
  }

  private static RemotingConnection connect(Mosquitto broker, String clientId) {
    return Combination.connection(broker.uri(), Optional.of(MqttVersion.MQTT_5))
        .clientId(clientId)
        .connect();
  }

  private void serveCallAndClose(RemotingConnection serving, RemotingConnection calling)
      throws InterruptedException {
    ServiceHandle service = serving.serve(watch(new Everything()));
    IEverything client = watch(calling.client(IEverything.class));
    client.onNumberChanged(value -> {});
    client.onTick(() -> {});
    assertTrue(ClientHandle.of(client).awaitAvailable(Await.DEADLINE));
    assertEquals("x", client.echo("x"));
    ClientHandle.of(client).close();
    service.close();
  }

  /** Waits for this number of subscriptions. The broker reports it each second, if it changed. */
  private static void awaitCount(int count, RawClient observer) {
    String counted;
    do {
      counted = RawClient.text(observer.next(SUBSCRIPTIONS));
    } while (!counted.equals(String.valueOf(count)));
  }
}
