package io.mqttremoting.internal.wire;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * What is made of keys, texts say, that come again and again. It forgets all when it is full, and
 * never keeps what is long. Thread-safe.
 */
public final class Cache<K, T> {
  private static final int MAX_COUNT = 1000;
  private static final int MAX_LENGTH = 200;

  private final Map<K, T> made = new ConcurrentHashMap<>();
  private final Function<K, T> making;
  private final ToIntFunction<K> length;

  /** Nothing is made yet; {@code making} makes it, and {@code length} tells how long keys are. */
  public Cache(Function<K, T> making, ToIntFunction<K> length) {
    this.making = making;
    this.length = length;
  }

  /** What is made of this key. */
  public T get(K key) {
    T known = made.get(key);
    if (known != null) {
      return known;
    }
    T fresh = making.apply(key);
    if (length.applyAsInt(key) <= MAX_LENGTH) {
      if (made.size() >= MAX_COUNT) {
        made.clear();
      }
      made.put(key, fresh);
    }
    return fresh;
  }
}
