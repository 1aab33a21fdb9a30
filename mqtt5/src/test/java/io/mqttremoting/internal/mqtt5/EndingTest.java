package io.mqttremoting.internal.mqtt5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.MqttRemoting;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.testsupport.Mosquitto;
import io.mqttremoting.testsupport.TestBroker;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Programs that only call services end by themselves, although nothing is closed. */
@Tag("long")
@Timeout(120)
class EndingTest {
  @Test
  void aProgramThatOnlyCallsEndsByItself() throws Exception {
    try (TestBroker broker = Mosquitto.start()) {
      assertEnds(MqttVersion.MQTT_5, broker);
      assertEnds(MqttVersion.MQTT_3_1_1, broker);
    }
  }

  private static void assertEnds(MqttVersion version, TestBroker broker) throws Exception {
    Process program =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", // starts faster
                "-cp",
                System.getProperty("java.class.path"),
                EndingTest.class.getName(),
                broker.uri().toString(),
                version.name())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      assertTrue(
          program.waitFor(40, TimeUnit.SECONDS),
          () -> "a program that speaks MQTT " + version + " does not end");
      assertEquals(0, program.exitValue());
    } finally {
      program.destroyForcibly();
    }
  }

  /** Connects twice, closes one connection, makes a client on the other, and returns. */
  public static void main(String[] args) {
    MqttVersion version = MqttVersion.valueOf(args[1]);
    MqttRemoting.connection(args[0]).mqttVersion(version).connect().close();
    MqttRemoting.connection(args[0]).mqttVersion(version).connect().client(IHello.class);
  }
}
