package io.mqttremoting.internal.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Peers choose many of the keys, so what is stored has a limit. */
class CacheTest {
  private final List<String> computed = new ArrayList<>();
  private final Cache<String, String> cache = new Cache<>(this::compute, String::length);

  private String compute(String key) {
    computed.add(key);
    return key + "!";
  }

  private int timesComputed(String key) {
    computed.clear();
    for (int i = 0; i < 3; i++) {
      assertEquals(key + "!", cache.get(key));
    }
    return computed.size();
  }

  @Test
  void longKeysAreNotStored() {
    assertEquals(1, timesComputed("x".repeat(200)));
    assertEquals(3, timesComputed("x".repeat(201)));
  }

  @Test
  void itIsEmptiedWhenItIsFull() {
    for (int i = 0; i < 1000; i++) {
      cache.get("key " + i);
    }
    assertEquals(0, timesComputed("key 0"));
    assertEquals(0, timesComputed("key 999"));
    assertEquals(1, timesComputed("one more"));
    assertEquals(1, timesComputed("key 0"));
    assertEquals(1, timesComputed("key 999"));
    assertEquals(0, timesComputed("one more"));
  }
}
