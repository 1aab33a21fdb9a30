package io.mqttremoting.mqtt5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserProperties;
import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserProperty;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MessagesTest {
  private static Mqtt5UserProperties many(int count, String name, String value) {
    return Mqtt5UserProperties.of(Collections.nCopies(count, Mqtt5UserProperty.of(name, value)));
  }

  /** What strangers send is kept if it is short, and short is what has few properties. */
  @Test
  void manyPropertiesAreLongEvenOfOneNameOrNone() {
    assertTrue(Messages.length(many(2, "memory", "c2a91b7746d0e5f8")) <= 100);
    assertTrue(Messages.length(many(100, "", "")) > 1000);
    assertTrue(Messages.length(many(100, "a", "b")) > 1000);
  }

  @Test
  void ofOneNameTheLastCounts() {
    Mqtt5Publish message =
        Mqtt5Publish.builder()
            .topic("a")
            .userProperties(
                Mqtt5UserProperties.of(
                    List.of(Mqtt5UserProperty.of("x", "1"), Mqtt5UserProperty.of("x", "2"))))
            .build();
    Messages messages = new Messages();
    for (int i = 0; i < 2; i++) { // made, and kept
      assertEquals(Map.of("x", "2"), messages.fromHiveMq(message).properties().user().asMap());
    }
  }
}
