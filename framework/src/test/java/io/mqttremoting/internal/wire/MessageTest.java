package io.mqttremoting.internal.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.api.Metadata;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MessageTest {
  private static final UserProperties USER = UserProperties.of(Map.of("name", "value"));

  private static Message with(Message.Properties properties) {
    return new Message("a/b", new byte[5], 1, true, properties);
  }

  /** Queues are limited by it, so nothing that a peer may make large must be left out. */
  @Test
  void itsSizeIsThatOfAllParts() {
    assertEquals(3 + 5, with(Message.Properties.NONE).size());
    assertEquals(
        3 + 5 + 2 + 7 + 9, with(new Message.Properties("r/", new byte[7], 60, USER)).size());
  }

  @Test
  void aMessageWithAnyPropertyIsSentWithProperties() {
    for (Message.Properties some :
        List.of(
            new Message.Properties("r", null, 0, UserProperties.NONE),
            new Message.Properties(null, new byte[0], 0, UserProperties.NONE),
            Message.Properties.expiring(Duration.ofSeconds(1)),
            Message.Properties.of(Metadata.of("a", "b")))) {
      assertFalse(some.isNone(), some::toString);
    }
    assertTrue(Message.Properties.expiring(Duration.ZERO).isNone());
    assertSame(Message.Properties.NONE, Message.Properties.of(Metadata.empty()));
  }

  @Test
  void anotherQosChangesNothingElse() {
    Message message = with(new Message.Properties("r/", new byte[7], 60, USER));
    Message other = message.withQos(2);
    assertEquals(2, other.qos());
    assertEquals("a/b", other.topic());
    assertSame(message.payload(), other.payload());
    assertTrue(other.retained());
    assertSame(message.properties(), other.properties());
    assertSame(other, other.withQos(2));
  }
}
