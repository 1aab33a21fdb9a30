package io.mqttremoting.internal.mqtt5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.MqttRemoting;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.testsupport.Mosquitto;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Threads that all connections of a JVM share do not keep the program that needs them first. */
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
      List<String> threads =
          Thread.getAllStackTraces().keySet().stream()
              .filter(thread -> thread != Thread.currentThread())
              .filter(thread -> thread.getContextClassLoader() == ofProgram)
              .map(Thread::getName)
              .filter(name -> !name.startsWith("remoting-program"))
              .filter(name -> !name.startsWith("Rx")) // of the library that the client uses
              .toList();
      assertEquals(List.of(), threads);
    }
  }
}
