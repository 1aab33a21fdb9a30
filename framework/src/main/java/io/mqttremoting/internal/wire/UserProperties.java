package io.mqttremoting.internal.wire;

import io.mqttremoting.api.Metadata;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The user properties of a message, each name once (MQTT 5, section 3.3.2.3.7). Immutable. Hash and
 * size are computed once, because many messages have the same properties.
 */
public final class UserProperties {
  /** No user properties. */
  public static final UserProperties NONE = new UserProperties(Map.of());

  private final Map<String, String> values;
  private final int size;
  private final int hash;
  private volatile @Nullable ReceivedMetadata metadata; // null until it is needed

  private UserProperties(Map<String, String> values) {
    this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    this.size =
        values.entrySet().stream()
            .mapToInt(property -> property.getKey().length() + property.getValue().length())
            .sum();
    this.hash = this.values.hashCode();
  }

  /** User properties with these names and values, in this order. */
  public static UserProperties of(Map<String, String> values) {
    return values.isEmpty() ? NONE : new UserProperties(values);
  }

  /** User properties for {@code metadata} alone. */
  public static UserProperties of(Metadata metadata) {
    return NONE.with(metadata);
  }

  /** These properties and those for {@code metadata}. */
  UserProperties with(Metadata added) {
    if (added.isEmpty()) {
      return this;
    }
    Map<String, String> all = new LinkedHashMap<>(values);
    all.putAll(added.asMap());
    return of(all);
  }

  /** The metadata in these properties. */
  private ReceivedMetadata received() {
    ReceivedMetadata known = metadata;
    if (known == null) {
      known = ReceivedMetadata.of(values);
      metadata = known;
    }
    return known;
  }

  /** The metadata in these properties; empty if there is too much of it. */
  public Metadata metadata() {
    return received().metadata();
  }

  /** Why there is too much metadata in these properties; empty if there is not. */
  public Optional<String> metadataProblem() {
    return received().problem();
  }

  /** The value with this name; {@code null} if there is none. */
  public @Nullable String get(String name) {
    return values.get(name);
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return values.isEmpty();
  }

  /** All values by their names. */
  public Map<String, String> asMap() {
    return values;
  }

  /** The number of characters of all names and values. */
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
