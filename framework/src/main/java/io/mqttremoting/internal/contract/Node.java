package io.mqttremoting.internal.contract;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A JSON object of a contract, with its place for errors. What is absent is empty; what is of
 * another type is refused.
 */
record Node(String place, Map<?, ?> values) {
  /** The object that {@code value} must be. */
  static Node of(String place, Object value) {
    if (value instanceof Map<?, ?> values) {
      return new Node(place, values);
    }
    throw new IllegalArgumentException("not a contract: " + place + " is not a JSON object");
  }

  IllegalArgumentException refusal(String reason) {
    return new IllegalArgumentException("not a contract: " + place + " " + reason);
  }

  Optional<String> text(String name) {
    return value(name, String.class, "a text");
  }

  String requiredText(String name) {
    return text(name).orElseThrow(() -> refusal("has no '" + name + "'"));
  }

  boolean flag(String name) {
    return value(name, Boolean.class, "true or false").orElse(false);
  }

  Optional<Long> number(String name) {
    return value(name, Number.class, "a number").map(Number::longValue);
  }

  private <T> Optional<T> value(String name, Class<T> type, String what) {
    Object value = values.get(name);
    if (value != null && !type.isInstance(value)) {
      throw refusal("needs " + what + " as '" + name + "'");
    }
    return Optional.ofNullable(type.cast(value));
  }

  /** The object with this name; without members if it is absent. */
  Node child(String name) {
    Object value = values.get(name);
    return value == null ? new Node(place + "." + name, Map.of()) : of(place + "." + name, value);
  }

  /** The objects in the list with this name. */
  List<Node> children(String name) {
    return list(name).stream().map(value -> of(place + "." + name, value)).toList();
  }

  List<String> texts(String name) {
    return list(name).stream().map(String::valueOf).toList();
  }

  private List<?> list(String name) {
    return value(name, List.class, "a list").orElse(List.of());
  }

  /** The same, with the name of the thing in its place. */
  Node named(String what) {
    return new Node(what + " '" + requiredText("name") + "'", values);
  }
}
