package io.mqttremoting.internal.contracts;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A part of an ApiGear module that keeps its {@link Shape shape}: a map with what the format allows
 * there. What is absent is empty.
 */
public record Element(Map<String, Object> values) {
  /** The name; empty for a type without one. */
  public String name() {
    return text("name").orElse("");
  }

  /** A text. */
  public Optional<String> text(String key) {
    return Optional.ofNullable((String) values.get(key));
  }

  /** Whether a flag is set. */
  public boolean flag(String key) {
    return Boolean.TRUE.equals(values.get(key));
  }

  /** The element with this key. */
  public Optional<Element> child(String key) {
    return Optional.ofNullable(values.get(key)).map(Element::of);
  }

  /** The elements of a list. */
  public List<Element> children(String key) {
    return values.get(key) instanceof List<?> list
        ? list.stream().map(Element::of).toList()
        : List.of();
  }

  /** The child of a list with this name. */
  public Optional<Element> find(String key, String name) {
    return children(key).stream().filter(child -> child.name().equals(name)).findFirst();
  }

  /** What is not ApiGear's; empty if there is none. */
  public Map<String, Object> meta() {
    return map(values.get("meta"));
  }

  /** The JSON Schema that says more than the type; empty if there is none. */
  public Map<String, Object> schema() {
    return map(meta().get("schema"));
  }

  private static Element of(Object value) {
    return new Element(map(value));
  }

  /** The same map with the type that maps of trees have; empty if it is not a map. */
  @SuppressWarnings("unchecked") // Yaml makes all keys texts
  public static Map<String, Object> map(@org.jspecify.annotations.Nullable Object value) {
    return value instanceof Map<?, ?> ? (Map<String, Object>) value : Map.of();
  }

  /** A map that can be changed, of these keys and values, in this order. */
  public static Map<String, Object> mapOf(Object... keysAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      map.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return map;
  }

  /** Puts a value unless it is an empty text, map or list. */
  public static void putIfAny(Map<String, Object> target, String key, Object value) {
    boolean isEmpty =
        value instanceof String text
            ? text.isEmpty()
            : value instanceof Map<?, ?> map ? map.isEmpty() : ((List<?>) value).isEmpty();
    if (!isEmpty) {
      target.put(key, value);
    }
  }
}
