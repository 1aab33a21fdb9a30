package io.mqttremoting.internal.wire;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * A bounded memo table for frequent keys. It is cleared when full and does not store long keys.
 * Thread-safe.
 */
public final class Cache<K, T> {
  private static final int MAX_COUNT = 1000;
  private static final int MAX_LENGTH = 200;

  private final Map<K, T> values = new ConcurrentHashMap<>();
  private final Function<K, T> function;
  private final ToIntFunction<K> length;

  /** An empty table: {@code function} computes values, {@code length} measures keys. */
  public Cache(Function<K, T> function, ToIntFunction<K> length) {
    this.function = function;
    this.length = length;
  }

  /** The value of this key, computed if it is not stored. */
  public T get(K key) {
    T known = values.get(key);
    if (known != null) {
      return known;
    }
    T computed = function.apply(key);
    if (length.applyAsInt(key) <= MAX_LENGTH) {
      if (values.size() >= MAX_COUNT) {
        values.clear();
      }
      values.put(key, computed);
    }
    return computed;
  }
}
