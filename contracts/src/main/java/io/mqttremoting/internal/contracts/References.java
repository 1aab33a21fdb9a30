package io.mqttremoting.internal.contracts;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The names of types in trees: in ApiGear's {@code type}, and in JSON Schema as {@code $ref}. */
public final class References {
  private static final String PREFIX = "#/$defs/";

  private References() {}

  /** The names that a JSON Schema refers to. */
  static Set<String> inSchema(Map<String, Object> schema) {
    Set<String> names = new LinkedHashSet<>();
    renamedSchema(
        schema,
        name -> {
          names.add(name);
          return name;
        });
    return names;
  }

  /** A JSON Schema with other names of types. */
  static Map<String, Object> renamedSchema(
      Map<String, Object> schema, UnaryOperator<String> names) {
    return Element.map(referring(schema, name -> PREFIX + names.apply(name)));
  }

  /** A JSON Schema whose references begin with another prefix. */
  public static Map<String, Object> placed(Map<String, Object> schema, String prefix) {
    return Element.map(referring(schema, name -> prefix + name));
  }

  private static Object referring(Object schema, UnaryOperator<String> references) {
    if (schema instanceof List<?> list) {
      return list.stream().map(each -> referring(each, references)).toList();
    }
    if (!(schema instanceof Map)) {
      return schema;
    }
    Map<String, Object> copy = new LinkedHashMap<>();
    Element.map(schema)
        .forEach(
            (key, value) ->
                copy.put(
                    key,
                    key.equals("$ref") && value instanceof String text
                        ? references.apply(text.substring(text.lastIndexOf('/') + 1))
                        : value == null ? Map.of() : referring(value, references)));
    return copy;
  }

  /** A part of a module with other names of the types that its elements have. */
  static Map<String, Object> renamed(Map<String, Object> part, UnaryOperator<String> names) {
    Map<String, Object> copy = new LinkedHashMap<>();
    part.forEach(
        (key, value) -> {
          if (key.equals("type") && value instanceof String type) {
            copy.put(key, names.apply(type));
          } else if (key.equals("meta")) {
            copy.put(key, renamedMeta(Element.map(value), names));
          } else if (value instanceof List<?> list) {
            copy.put(
                key,
                list.stream()
                    .map(each -> each instanceof Map ? renamed(Element.map(each), names) : each)
                    .toList());
          } else {
            copy.put(key, value instanceof Map ? renamed(Element.map(value), names) : value);
          }
        });
    return copy;
  }

  private static Map<String, Object> renamedMeta(
      Map<String, Object> meta, UnaryOperator<String> names) {
    Map<String, Object> copy = new LinkedHashMap<>(meta);
    copy.computeIfPresent("schema", (key, schema) -> renamedSchema(Element.map(schema), names));
    return copy;
  }
}
