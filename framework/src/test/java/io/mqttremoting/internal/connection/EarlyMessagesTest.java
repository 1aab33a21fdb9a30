package io.mqttremoting.internal.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mqttremoting.internal.wire.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class EarlyMessagesTest {
  private final List<String> passed = new ArrayList<>();
  private final EarlyMessages early =
      new EarlyMessages(100, message -> passed.add(message.topic()));

  /** Passes a message of this many bytes, topic included. */
  private void pass(String topic, int bytes) {
    early.pass(new Message(topic, new byte[bytes - topic.length()], 1, false));
  }

  @Test
  void earlyMessagesArePassedOnFirst() {
    pass("a", 1);
    pass("b", 1);
    assertEquals(List.of(), passed);
    early.release();
    assertEquals(List.of("a", "b"), passed);
    pass("c", 1);
    assertEquals(List.of("a", "b", "c"), passed);
  }

  /** Otherwise the broker would have to queue them. */
  @Test
  void whatComesMeanwhileIsTakenAtOnce() {
    List<String> order = new CopyOnWriteArrayList<>();
    EarlyMessages[] held = new EarlyMessages[1];
    held[0] =
        new EarlyMessages(
            100,
            message -> {
              if (message.topic().equals("a")) {
                CompletableFuture.runAsync(
                        () -> held[0].pass(new Message("b", new byte[0], 1, false)))
                    .orTimeout(10, TimeUnit.SECONDS)
                    .join();
              }
              order.add(message.topic());
            });
    held[0].pass(new Message("a", new byte[0], 1, false));
    held[0].release();
    assertEquals(List.of("a", "b"), order);
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
