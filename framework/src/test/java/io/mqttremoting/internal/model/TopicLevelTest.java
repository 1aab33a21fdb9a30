package io.mqttremoting.internal.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which names are allowed as a level of a topic. */
class TopicLevelTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a/b",
        "+",
        "a#",
        "$share",
        "a\n",
        "a\u0000",
        "a\u0085",
        "\uD800",
        "\uDC00a",
        "a\uFFFE",
        "a\uFDD0",
        "\uD83F\uDFFF"
      })
  void notALevel(String name) {
    assertFalse(TopicLevel.isValid(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "_a", "io.world", "with space", "größe", "\uD83D\uDE00"})
  void level(String name) {
    assertTrue(TopicLevel.isValid(name));
  }

  @Test
  void length() {
    assertTrue(TopicLevel.isValid("x".repeat(200)));
    assertFalse(TopicLevel.isValid("x".repeat(201)));
    assertTrue(TopicLevel.isValid("ü".repeat(100)));
    assertFalse(TopicLevel.isValid("ü".repeat(101)));
    assertFalse(TopicLevel.isValid("x".repeat(70_000)));
  }

  @Test
  void theRuleInMessages() {
    assertEquals(
        " must be one topic level: 1 to 200 bytes in UTF-8, without '/', '+', '#', '$' and"
            + " characters that MQTT forbids, such as control characters",
        TopicLevel.RULE);
  }
}
