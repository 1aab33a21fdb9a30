package io.mqttremoting.internal.contracts;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

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
          "members",
          "meta");

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
    return Yaml.write(Objects.requireNonNull(Element.map(ordered(module.root().values()))))
        .replaceAll("(?m)^(imports|externs|interfaces|structs|enums|meta):", "\n$0");
  }

  private static Object ordered(Object value) {
    if (value instanceof List<?> list) {
      return list.stream().map(ApiGearWriter::ordered).toList();
    }
    if (!(value instanceof Map)) {
      return value;
    }
    Map<String, Object> values = Element.map(value);
    Map<String, Object> copy = new LinkedHashMap<>();
    for (String key : ORDER) {
      Object each = values.get(key);
      if (each != null) {
        copy.put(key, key.equals("meta") ? each : ordered(each));
      }
    }
    return copy;
  }
}
