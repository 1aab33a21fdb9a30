package io.mqttremoting.internal.contracts;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which keys and values ApiGear allows where: what its JSON Schema says. Names of places in
 * messages are for people: {@code property 'last' of interface 'Hello'}.
 */
final class Shape {
  static final String SCHEMA = "apigear.module/1.0";
  private static final Pattern NAME = Pattern.compile("[A-Za-z][0-9A-Za-z_]*");
  private static final Pattern MODULE = Pattern.compile("[A-Za-z][0-9A-Za-z_.]*");
  private static final Pattern VERSION = Pattern.compile("\\d+\\.\\d+(\\.\\d+)*");

  private static final Map<String, String> DESCRIBED =
      Map.of("name", "name", "description", "text", "meta", "meta");

  private static final Map<String, String> TYPE =
      Map.of(
          "type", "text", "import", "text", "array", "flag", "description", "text", "meta", "meta");

  private static final Map<String, String> NAMED_TYPE =
      and(TYPE, "name", "name", "readonly", "flag");

  private static final Map<String, String> OPERATION =
      and(DESCRIBED, "params", "parameter[]", "return", "return");

  /** The keys of each kind of element, with the kind of element or scalar of their values. */
  private static final Map<String, Map<String, String>> KEYS =
      Map.ofEntries(
          Map.entry(
              "module",
              and(
                  DESCRIBED,
                  "name",
                  "module name",
                  "schema",
                  "text",
                  "version",
                  "version",
                  "imports",
                  "import[]",
                  "externs",
                  "extern[]",
                  "interfaces",
                  "interface[]",
                  "structs",
                  "struct[]",
                  "enums",
                  "enum[]")),
          Map.entry("import", and(DESCRIBED, "name", "module name")),
          Map.entry("extern", DESCRIBED),
          Map.entry(
              "interface",
              and(
                  DESCRIBED,
                  "extends",
                  "extends",
                  "properties",
                  "property[]",
                  "operations",
                  "operation[]",
                  "signals",
                  "signal[]")),
          Map.entry("extends", Map.of("name", "name", "import", "text")),
          Map.entry("property", NAMED_TYPE),
          Map.entry("parameter", NAMED_TYPE),
          Map.entry("field", NAMED_TYPE),
          Map.entry("operation", OPERATION),
          Map.entry("signal", OPERATION),
          Map.entry("return", TYPE),
          Map.entry("struct", and(DESCRIBED, "fields", "field[]")),
          Map.entry("enum", and(DESCRIBED, "members", "member[]")),
          Map.entry("member", and(DESCRIBED, "value", "value")));

  private static Map<String, String> and(Map<String, String> some, String... keysAndKinds) {
    Map<String, String> all = new HashMap<>(some);
    for (int i = 0; i < keysAndKinds.length; i += 2) {
      all.put(keysAndKinds[i], keysAndKinds[i + 1]);
    }
    return Map.copyOf(all);
  }

  private final List<String> problems = new ArrayList<>();

  private Shape() {}

  /** What a module breaks, in words; empty if nothing. */
  static List<String> problems(@Nullable Object module) {
    Shape shape = new Shape();
    if (!(module instanceof Map)) {
      return List.of("it is not a map with 'name' and 'interfaces'");
    }
    shape.checkElement("module", Element.map(module), "the module");
    if (module instanceof Map<?, ?> map
        && map.get("schema") instanceof String schema
        && !schema.equals(SCHEMA)) {
      shape.problems.add("its schema is '" + schema + "' instead of '" + SCHEMA + "'");
    }
    return shape.problems;
  }

  private void checkElement(String kind, Map<String, Object> element, String place) {
    Map<String, String> keys = Objects.requireNonNull(KEYS.get(kind));
    for (String required : List.of("name", "type")) {
      if (keys.containsKey(required) && element.get(required) == null) {
        problems.add(place + " has no '" + required + "'");
      }
    }
    for (Map.Entry<String, Object> entry : element.entrySet()) {
      String expected = keys.get(entry.getKey());
      if (expected == null) {
        problems.add(
            place
                + " has the unknown key '"
                + entry.getKey()
                + "'; ApiGear allows "
                + String.join(", ", keys.keySet().stream().sorted().toList())
                + ", and anything else in 'meta'");
      } else if (entry.getValue() == null) {
        if (!expected.endsWith("[]")) {
          problems.add(place + " has no value for '" + entry.getKey() + "'; remove the key");
        }
      } else {
        checkValue(expected, entry.getKey(), entry.getValue(), place);
      }
    }
  }

  private void checkValue(String expected, String key, Object value, String place) {
    if (expected.endsWith("[]")) {
      String kind = expected.substring(0, expected.length() - 2);
      if (value instanceof List<?> list) {
        list.forEach(each -> checkChild(kind, each, place));
      } else {
        problems.add(place + " needs a list as '" + key + "'");
      }
    } else if (KEYS.containsKey(expected) && value instanceof Map) {
      checkElement(expected, Element.map(value), "the " + key + " of " + place);
    } else {
      checkScalar(expected, key, value, place);
    }
  }

  private void checkChild(String kind, @Nullable Object value, String place) {
    if (!(value instanceof Map<?, ?> map)) {
      problems.add("each " + kind + " of " + place + " must be a map, '" + value + "' is not");
      return;
    }
    String named = kind + " '" + map.get("name") + "'";
    String own =
        map.get("name") != null ? named : (kind.matches("[aeiou].*") ? "an " : "a ") + kind;
    checkElement(kind, Element.map(value), place.equals("the module") ? own : own + " of " + place);
  }

  private void checkScalar(String expected, String key, Object value, String place) {
    switch (expected) {
      case "version" -> checkVersion(value);
      case "name" -> checkText(NAME, "letters, digits and '_'", key, value, place);
      case "module name" -> checkText(MODULE, "letters, digits, '_' and '.'", key, value, place);
      case "text" -> require(value instanceof String, "a text", key, place);
      case "flag" -> require(value instanceof Boolean, "true or false", key, place);
      case "value" ->
          require(
              value instanceof Number number
                  && !(value instanceof Double)
                  && number.longValue() >= 0
                  && number.toString().equals(Long.toString(number.longValue())),
              "a whole number from 0",
              key,
              place);
      default -> require(value instanceof Map, "a map", key, place);
    }
  }

  private void checkVersion(Object value) {
    if (!(value instanceof String text)) {
      problems.add("version " + value + " is a number; write it in quotes, \"" + value + "\"");
    } else if (!VERSION.matcher(text).matches()) {
      problems.add("version '" + text + "' must be two or more numbers with dots, such as \"1.0\"");
    }
  }

  private void checkText(Pattern pattern, String allowed, String key, Object value, String place) {
    if (!(value instanceof String text)) {
      problems.add(place + " needs a text as '" + key + "'");
    } else if (!pattern.matcher(text).matches()) {
      problems.add(place + " has a name that ApiGear does not allow: a letter, then " + allowed);
    }
  }

  private void require(boolean holds, String what, String key, String place) {
    if (!holds) {
      problems.add(place + " needs " + what + " as '" + key + "'");
    }
  }
}
