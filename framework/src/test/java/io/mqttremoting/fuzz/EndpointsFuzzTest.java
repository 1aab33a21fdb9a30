package io.mqttremoting.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.api.MqttVersion;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever messages a client or a service receives: no exception escapes to the connection, nothing
 * leaks, nothing is published in the service's name, and valid messages in between are processed.
 * The system properties are those of {@link WireFuzzTest}.
 */
@Tag("long")
class EndpointsFuzzTest {
  private static final int BETWEEN_CHECKS = 1000;
  private static final long MAX_GROWTH = 100L << 20; // bytes; mostly remembered replies

  private final Mishaps mishaps = new Mishaps();

  @AfterEach
  void end() {
    mishaps.close();
  }

  private interface Step {
    void run(Choices choices);
  }

  private void feed(String what, Step feeding, Runnable check) {
    int tries = Tries.percent(12);
    Choices choices = Choices.random(Tries.seed());
    check.run();
    long before = used();
    long start = System.nanoTime();
    for (int i = 1; i <= tries; i++) {
      try {
        feeding.run(choices);
        if (i % BETWEEN_CHECKS == 0 || i == tries) {
          check.run();
        }
      } catch (RuntimeException | Error e) {
        throw new AssertionError("input " + i + " of seed " + Tries.seed(), e);
      }
      assertEquals(List.of(), mishaps.found(), "input " + i + " of seed " + Tries.seed());
    }
    long growth = used() - before;
    Tries.report(what, tries, start, "heap grown by " + growth / 1024 + " KiB");
    assertTrue(growth < MAX_GROWTH, () -> "grown by " + growth + " bytes");
  }

  private static long used() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  @ParameterizedTest
  @EnumSource(MqttVersion.class)
  void service(MqttVersion version) {
    try (ServiceScene scene = new ServiceScene(version)) {
      feed("service, MQTT " + version, scene::feed, scene::check);
      assertTrue(scene.replies() > Tries.percent(1), () -> "answered: " + scene.replies());
    }
  }

  @ParameterizedTest
  @EnumSource(MqttVersion.class)
  void client(MqttVersion version) {
    try (ClientScene scene = new ClientScene(version)) {
      feed("client, MQTT " + version, scene::feed, scene::check);
      assertTrue(scene.handled() > Tries.percent(1) / 10, () -> "handled: " + scene.handled());
    }
  }
}
