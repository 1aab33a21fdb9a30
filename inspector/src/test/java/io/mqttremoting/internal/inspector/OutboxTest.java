package io.mqttremoting.internal.inspector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import org.junit.jupiter.api.Test;

class OutboxTest {
  private final Outbox outbox = new Outbox();

  @Test
  void keepsTheNewestSignalsAndCountsTheRest() throws Exception {
    for (int i = 0; i < 10_000; i++) {
      outbox.signal("bumped", IntNode.valueOf(i), i);
    }
    JsonNode batch = outbox.take(0);
    assertEquals(500, batch.path("signals").size());
    assertEquals("9500", batch.path("signals").get(0).path("text").textValue());
    assertEquals(9_500, batch.path("signalsLeftOut").intValue());
    assertEquals(10_000, batch.path("received").intValue());
    assertEquals(0, outbox.take(1).path("signalsLeftOut").intValue());
  }

  @Test
  void keepsTheNewestValueAndCountsTheChangesBefore() throws Exception {
    outbox.retained("heat", IntNode.valueOf(-1));
    for (int i = 0; i < 5; i++) {
      outbox.value("heat", IntNode.valueOf(i), i);
    }
    outbox.retained("heat", IntNode.valueOf(-1)); // older than what has come
    JsonNode values = outbox.take(0).path("values");
    assertEquals("[{\"name\":\"heat\",\"text\":\"4\",\"at\":4,\"skipped\":4}]", values.toString());
  }

  @Test
  void cutsLongTexts() throws Exception {
    outbox.value("text", TextNode.valueOf("x".repeat(100_000)), 1);
    JsonNode value = outbox.take(0).path("values").get(0);
    assertEquals(65_536, value.path("text").textValue().length());
    assertEquals(100_002, value.path("cut").intValue());
  }

  @Test
  void holdsFewMegabytesHoweverLongTheSignalsAre() throws Exception {
    JsonNode big = TextNode.valueOf("x".repeat(60_000));
    for (int i = 0; i < 1_000; i++) {
      outbox.signal("big", big, i);
    }
    JsonNode batch = outbox.take(0);
    assertEquals(500, batch.path("signals").size());
    assertTrue(batch.toString().length() < 5_000_000, "it is " + batch.toString().length());
  }
}
