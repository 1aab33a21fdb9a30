package io.mqttremoting.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetadataTest {
  private static final String KEY_RULE =
      "a key has lower-case letters, digits, '-', '_' and '.', begins with a letter, and does not"
          + " begin with 'remoting'";

  private static void assertRefused(String message, Executable making) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, making).getMessage());
  }

  @Test
  void keysAndValues() {
    Metadata one = Metadata.of("tenant", "a");
    Metadata two = one.with("x-1_y.z", "Grüße 漢字 😀");
    assertEquals(Map.of("tenant", "a"), one.asMap(), "it does not change");
    assertEquals(List.of("tenant", "x-1_y.z"), List.copyOf(two.asMap().keySet()));
    assertEquals(Optional.of("Grüße 漢字 😀"), two.get("x-1_y.z"));
    assertEquals(Optional.empty(), one.get("other"));
    assertEquals(Map.of("tenant", "b"), one.with("tenant", "b").asMap());
    assertEquals(Metadata.of("tenant", "b"), one.with(Metadata.of("tenant", "b")));
    assertEquals(one.hashCode(), Metadata.of(Map.of("tenant", "a")).hashCode());
    assertTrue(Metadata.empty().isEmpty());
    assertEquals(Metadata.empty(), Metadata.of(Map.of()));
    assertEquals("[tenant, x-1_y.z]", two.toString(), "values may be secret");
    assertThrows(UnsupportedOperationException.class, () -> one.asMap().put("a", "b"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "Tenant", "1a", "a b", "ä", "remoting", "remoting-memory", "remotings", "-a"})
  void otherKeysAreRefused(String key) {
    assertRefused("metadata '" + key + "': " + KEY_RULE, () -> Metadata.of(key, "v"));
  }

  @Test
  void aKeyThatCannotBePrintedIsNotPrinted() {
    assertRefused("metadata '?': " + KEY_RULE, () -> Metadata.of("a\nb", "v"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "a\u0000", "\u007f", "\ud800", "\uffff", "\ufdd0"})
  void valuesThatMqttForbidsAreRefused(String value) {
    assertRefused(
        "metadata 'a': its value has a character that MQTT forbids, such as a control character",
        () -> Metadata.of("a", value));
  }

  @Test
  void atMost64Keys() {
    Map<String, String> most = new LinkedHashMap<>();
    for (int i = 0; i < Metadata.MAX_KEYS; i++) {
      most.put("k" + i, "");
    }
    Metadata full = Metadata.of(most);
    assertEquals(64, full.asMap().size());
    assertEquals("again", full.with("k7", "again").get("k7").orElseThrow());
    assertRefused(
        "metadata 'one-more': there are 64 other keys already", () -> full.with("one-more", ""));
  }

  @Test
  void namesAndValuesHaveAtMost8KilobytesInUtf8() {
    Metadata full = Metadata.of("ab", "ü".repeat(4095));
    assertRefused(
        "metadata 'c': with it, names and values have 8193 bytes; at most 8192 may travel",
        () -> full.with("c", ""));
    assertRefused(
        "metadata 'ab': with it, names and values have 8193 bytes; at most 8192 may travel",
        () -> full.with("ab", "x".repeat(8191)));
    assertEquals("x", full.with("ab", "x").with("c", "y").get("ab").orElseThrow());
  }
}
