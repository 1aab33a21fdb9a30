package io.mqttremoting.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mqttremoting.wire.Message;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EarlyMessagesTest {
  private final List<String> passed = new ArrayList<>();
  private final EarlyMessages early =
      new EarlyMessages(100, message -> passed.add(message.topic()));

  /** A message of so many bytes with its topic. */
  private void pass(String topic, int bytes) {
    early.pass(new Message(topic, new byte[bytes - topic.length()], 1, false));
  }

  @Test
  void whatComesEarlyIsPassedOnFirst() {
    pass("a", 1);
    pass("b", 1);
    assertEquals(List.of(), passed);
    early.release();
    assertEquals(List.of("a", "b"), passed);
    pass("c", 1);
    assertEquals(List.of("a", "b", "c"), passed);
  }

  @Test
  void bytesHaveALimit() {
    for (int i = 0; i < 16; i++) {
      pass("kept", 100);
    }
    pass("?", 1);
    early.release();
    assertEquals(16, passed.size());
    assertEquals(List.of("kept"), passed.stream().distinct().toList());
  }

  @Test
  void messagesHaveALimit() {
    for (int i = 0; i < 100_001; i++) {
      pass("", 0);
    }
    early.release();
    assertEquals(100_000, passed.size());
  }
}
