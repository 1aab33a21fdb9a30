package io.mqttremoting.wire;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * What is made of texts that come again and again. It forgets all when it is full, and never keeps
 * what is long. Thread-safe.
 */
public final class Cache<T> {
  private static final int MAX_COUNT = 1000;
  private static final int MAX_LENGTH = 200;

  private final Map<String, T> made = new ConcurrentHashMap<>();
  private final Function<String, T> making;

  /** Nothing is made yet; {@code making} makes it. */
  public Cache(Function<String, T> making) {
    this.making = making;
  }

  /** What is made of this text. */
  public T get(String text) {
    T known = made.get(text);
    if (known != null) {
      return known;
    }
    T fresh = making.apply(text);
    if (text.length() <= MAX_LENGTH) {
      if (made.size() >= MAX_COUNT) {
        made.clear();
      }
      made.put(text, fresh);
    }
    return fresh;
  }
}
