package io.mqttremoting.internal.mqtt5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.MqttRemoting;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.internal.concurrent.Threads;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.Mosquitto;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Threads that all connections of a JVM share do not keep the program that needs them first, and an
 * idle connection has no others.
 */
@Tag("long")
class SharedThreadsTest {
  @ParameterizedTest
  @EnumSource
  void theyDoNotHaveTheClassLoaderOfAProgram(MqttVersion version) {
    ClassLoader ofProgram = new ClassLoader(getClass().getClassLoader()) {};
    Thread current = Thread.currentThread();
    ClassLoader before = current.getContextClassLoader();
    try (Mosquitto broker = Mosquitto.start()) {
      current.setContextClassLoader(ofProgram);
      check(broker, version, ofProgram);
    } finally {
      current.setContextClassLoader(before);
    }
  }

  private static void check(Mosquitto broker, MqttVersion version, ClassLoader ofProgram) {
    try (RemotingConnection connection =
        MqttRemoting.connection(broker.uri().toString())
            .mqttVersion(version)
            .clientId("program")
            .connect()) {
      assertTrue(connection.isConnected());
      connection.serve(new Everything());
      // which has no thread while no timer is set
      ScheduledFuture<?> timer = Threads.checks().schedule(() -> {}, 1, TimeUnit.HOURS);
      assertEquals(1, threads("mqtt-serving").size());
      assertEquals(1, threads("mqtt-checks-").size());
      List<String> threads =
          Thread.getAllStackTraces().keySet().stream()
              .filter(thread -> thread != Thread.currentThread())
              .filter(thread -> thread.getContextClassLoader() == ofProgram)
              .map(Thread::getName)
              .filter(name -> !name.startsWith("remoting-program"))
              .filter(name -> !name.startsWith("Rx")) // of the library that the client uses
              .toList();
      assertEquals(List.of(), threads);
      timer.cancel(false);
    }
  }

  /** With a random identifier and MQTT 5, its status is published again now and then. */
  @ParameterizedTest
  @EnumSource
  void anIdleConnectionHasNoThreadsOfItsOwn(MqttVersion version) {
    try (Mosquitto broker = Mosquitto.start();
        RemotingConnection serving = connect(broker, version);
        RemotingConnection calling = connect(broker, version)) {
      serving.serve(new Everything());
      assertEquals("x", calling.client(IEverything.class).echo("x"));
      Await.equal(List.of(), () -> threads("remoting-"));
    }
  }

  private static RemotingConnection connect(Mosquitto broker, MqttVersion version) {
    return MqttRemoting.connection(broker.uri().toString()).mqttVersion(version).connect();
  }

  private static List<String> threads(String prefix) {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith(prefix))
        .toList();
  }
}
