package io.mqttremoting.internal.mqtt5;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserProperties;
import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserProperty;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MessagesTest {
  private final Messages messages = new Messages();

  private Map<String, String> read(Mqtt5UserProperty... properties) {
    return messages
        .fromHiveMq(
            Mqtt5Publish.builder()
                .topic("a")
                .userProperties(Mqtt5UserProperties.of(properties))
                .build())
        .properties()
        .user()
        .asMap();
  }

  @Test
  void ofOneNameTheLastCounts() {
    for (int i = 0; i < 2; i++) { // made, and kept
      assertEquals(
          Map.of("x", "2"), read(Mqtt5UserProperty.of("x", "1"), Mqtt5UserProperty.of("x", "2")));
    }
  }

  @Test
  void cachedPropertiesAreNotConfusedWithOthers() {
    for (int i = 0; i < 2; i++) {
      assertEquals(
          Map.of("remoting-memory", "c2a9"), read(Mqtt5UserProperty.of("remoting-memory", "c2a9")));
      assertEquals(
          Map.of("remoting-memory", "c2a9"), read(Mqtt5UserProperty.of("remoting-memory", "c2a9")));
      assertEquals(
          Map.of("remoting-memory", "ç2ä9"), read(Mqtt5UserProperty.of("remoting-memory", "ç2ä9")));
      assertEquals(Map.of("memory2", "c2a9"), read(Mqtt5UserProperty.of("memory2", "c2a9")));
      assertEquals(Map.of(), read());
    }
  }
}
