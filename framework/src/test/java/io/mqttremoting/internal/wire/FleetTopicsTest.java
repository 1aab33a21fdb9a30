package io.mqttremoting.internal.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mqttremoting.internal.model.Address;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FleetTopicsTest {
  @Test
  void theyAreThoseOfAllInstances() {
    FleetTopics topics = FleetTopics.of(new Address("plant7", "kitchen", "io.world", "Hello"));
    assertEquals("plant7/io.world/Hello/_fleet/ask", topics.question());
    assertEquals("plant7/io.world/Hello/_fleet/@hall", topics.answer("hall"));
    assertEquals("plant7/io.world/Hello/_fleet/+", topics.all());
  }

  @Test
  void onlyAnswersNameAnInstance() {
    FleetTopics topics = FleetTopics.of(new Address("io.world", "Hello"));
    assertEquals(Optional.of("hall"), topics.instanceOf("io.world/Hello/_fleet/@hall"));
    assertEquals(Optional.empty(), topics.instanceOf("io.world/Hello/_fleet/ask"));
    assertEquals(Optional.empty(), topics.instanceOf("io.world/Hello2/_fleet/@hall"));
    assertEquals(Optional.empty(), topics.instanceOf("x"));
  }
}
