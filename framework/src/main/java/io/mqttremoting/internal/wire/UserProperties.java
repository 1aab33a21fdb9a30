package io.mqttremoting.internal.wire;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The user properties of a message, each name once (MQTT 5, section 3.3.2.3.7). Immutable, and
 * cheap to compare and to measure, for the same ones come with message after message.
 */
public final class UserProperties {
  /** None at all. */
  public static final UserProperties NONE = new UserProperties(Map.of());

  private final Map<String, String> values;
  private final int size;
  private final int hash;

  private UserProperties(Map<String, String> values) {
    this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    this.size =
        values.entrySet().stream()
            .mapToInt(property -> property.getKey().length() + property.getValue().length())
            .sum();
    this.hash = this.values.hashCode();
  }

  /** These values by their names, in this order. */
  public static UserProperties of(Map<String, String> values) {
    return values.isEmpty() ? NONE : new UserProperties(values);
  }

  /** The value of this name; {@code null} if there is none. */
  public String get(String name) {
    return values.get(name);
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return values.isEmpty();
  }

  /** All of them, by their names. */
  public Map<String, String> asMap() {
    return values;
  }

  /** How many characters they have together. */
  public int size() {
    return size;
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof UserProperties others
            && hash == others.hash
            && values.equals(others.values));
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return values.toString();
  }
}
