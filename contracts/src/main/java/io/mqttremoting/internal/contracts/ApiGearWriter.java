package io.mqttremoting.internal.contracts;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a module as ApiGear YAML, with keys and values in the order in which people write them.
 */
public final class ApiGearWriter {
  private static final List<String> ORDER =
      List.of(
          "schema",
          "name",
          "version",
          "extends",
          "type",
          "import",
          "array",
          "readonly",
          "value",
          "description",
          "meta",
          "imports",
          "externs",
          "interfaces",
          "properties",
          "operations",
          "signals",
          "params",
          "return",
          "structs",
          "fields",
          "enums",
          "members");

  private ApiGearWriter() {}

  /**
   * The module as YAML.
   *
   * @throws IllegalArgumentException if it breaks rules
   */
  public static String yaml(ModuleFile module) {
    List<String> problems = new ArrayList<>(Shape.problems(module.root().values()));
    if (problems.isEmpty()) {
      problems.addAll(Rules.problems(module, false));
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(
          ModuleFile.broken(module.name() + " cannot be written as an ApiGear module", problems));
    }
    Map<String, Object> ordered = ordered(module.root().values());
    Object meta = ordered.remove("meta"); // may be long
    if (meta != null) {
      ordered.put("meta", meta);
    }
    return Yaml.write(ordered)
        .replaceAll("(?m)^(imports|externs|interfaces|structs|enums|meta):", "\n$0");
  }

  private static Object orderedValue(Object value) {
    if (value instanceof List<?> list) {
      return list.stream().map(ApiGearWriter::orderedValue).toList();
    }
    return value instanceof Map ? ordered(Element.map(value)) : value;
  }

  private static Map<String, Object> ordered(Map<String, Object> values) {
    Map<String, Object> copy = new LinkedHashMap<>();
    for (String key : ORDER) {
      Object each = values.get(key);
      if (each != null) {
        copy.put(key, key.equals("meta") ? each : orderedValue(each));
      }
    }
    return copy;
  }
}
