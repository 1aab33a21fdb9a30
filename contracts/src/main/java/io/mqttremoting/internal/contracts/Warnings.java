package io.mqttremoting.internal.contracts;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What ApiGear has no words for in a module, and what the file says instead. */
public final class Warnings {
  private final List<String> found = new ArrayList<>();

  private Warnings() {}

  /** The warnings for a module. */
  public static List<String> of(ModuleFile module) {
    Warnings warnings = new Warnings();
    for (Element each : module.root().children("interfaces")) {
      warnings.addMembers(each);
      if (each.meta().get("version") instanceof String version) {
        warnings.found.add(
            each.name()
                + " has the version "
                + version
                + ", other interfaces have another: it is in meta");
      }
    }
    for (Element struct : module.root().children("structs")) {
      for (Element field : struct.children("fields")) {
        String place = "field '" + field.name() + "' of " + struct.name();
        warnings.addType(place, field);
        if (field.meta().get("required") == Boolean.TRUE) {
          warnings.found.add(place + " is required: this is in meta");
        }
      }
    }
    module.definitions().forEach((name, schema) -> warnings.addDefinition(name, schema));
    return List.copyOf(warnings.found);
  }

  private void addMembers(Element described) {
    String of = "' of " + described.name();
    for (Element property : described.children("properties")) {
      String place = "property '" + property.name() + of;
      addType(place, property);
      if (property.meta().get("confirmed") == Boolean.TRUE) {
        found.add(place + " has confirmed writes: this is in meta");
      }
      addErrors(place, property);
    }
    for (Element operation : described.children("operations")) {
      String place = "operation '" + operation.name() + of;
      addParameters(place, operation);
      operation.child("return").ifPresent(result -> addType("the result of " + place, result));
      addErrors(place, operation);
      if (operation.meta().get("timeoutMillis") instanceof Number millis) {
        found.add(place + " has a timeout of " + millis + " ms: it is in meta");
      }
      if (operation.meta().get("oneWay") == Boolean.TRUE) {
        found.add(place + " is one-way: this is in meta");
      }
    }
    for (Element signal : described.children("signals")) {
      String place = "signal '" + signal.name() + of;
      addParameters(place, signal);
      if (signal.child("return").isPresent()) {
        found.add(place + " has a 'return', but signals have no result: it is ignored");
      }
    }
  }

  private void addParameters(String place, Element member) {
    for (Element parameter : member.children("params")) {
      addType("parameter '" + parameter.name() + "' of " + place, parameter);
    }
  }

  private void addErrors(String place, Element member) {
    if (member.meta().get("errors") instanceof List<?> errors && !errors.isEmpty()) {
      List<String> names = errors.stream().map(String::valueOf).toList();
      found.add(place + " fails with " + String.join(", ", names) + ": this is in meta");
    }
  }

  private void addType(String place, Element typed) {
    Map<String, Object> schema = typed.schema();
    if (!schema.isEmpty()) {
      found.add(
          place
              + " is "
              + words(schema)
              + ", in ApiGear "
              + typed.text("type").orElse("any")
              + (typed.flag("array") ? "[]" : "")
              + ": its JSON Schema is in meta");
    }
  }

  private void addDefinition(String name, Object schema) {
    boolean isEnum =
        Element.map(schema).get("oneOf") instanceof List<?> choices
            && choices.stream().allMatch(choice -> Element.map(choice).containsKey("const"));
    found.add(
        isEnum
            ? name + " is an enum with texts or negative numbers: its JSON Schema is in meta"
            : name + " is one of several structs: its JSON Schema is in meta");
  }

  /** The type that a JSON Schema of a contract describes. */
  private static String words(Map<String, Object> schema) {
    if (schema.get("$ref") instanceof String reference) {
      return reference.substring(reference.lastIndexOf('/') + 1);
    }
    if (schema.get("anyOf") instanceof List<?> choices && !choices.isEmpty()) {
      return words(Element.map(choices.get(0))) + " or null";
    }
    if (schema.get("items") instanceof Map<?, ?> items) {
      return words(Element.map(items)) + "[]";
    }
    if (schema.get("additionalProperties") instanceof Map<?, ?> values) {
      return "a map of " + words(Element.map(values));
    }
    Object type = schema.get("type");
    Object format = schema.get("format");
    return type == null
        ? "any value"
        : format == null ? String.valueOf(type) : type + " (" + format + ")";
  }
}
