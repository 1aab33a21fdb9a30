package io.mqttremoting.internal.contract;

import io.mqttremoting.api.ContractModel;
import io.mqttremoting.api.ContractModel.Field;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes types as JSON Schema (draft 2020-12). Types with a name are in {@code $defs}. */
public final class Schemas {
  static final String DRAFT = "https://json-schema.org/draft/2020-12/schema";
  static final String DEFINITIONS = "#/$defs/";

  private Schemas() {}

  /** The schema of a type; it refers to definitions as {@code #/$defs/…}. */
  public static Map<String, Object> of(ContractModel.Type type) {
    if (type.nullable()) {
      ContractModel.Type present =
          new ContractModel.Type(type.kind(), type.name(), type.format(), type.element(), false);
      return object("anyOf", List.of(of(present), Map.of("type", "null")));
    }
    ContractModel.Type element = type.element().orElse(ContractModel.Type.ANY);
    return switch (type.kind()) {
      case PRIMITIVE -> primitive(type);
      case NAMED -> object("$ref", DEFINITIONS + type.name());
      case ARRAY -> object("type", "array", "items", of(element));
      case MAP -> object("type", "object", "additionalProperties", of(element));
      case ANY -> object();
    };
  }

  private static Map<String, Object> primitive(ContractModel.Type type) {
    return switch (type.name()) {
      case "bool" -> object("type", "boolean");
      case "int32", "int64" -> object("type", "integer", "format", type.name());
      case "float32" -> object("type", "number", "format", "float");
      case "float64" -> object("type", "number", "format", "double");
      case "bytes" -> object("type", "string", "contentEncoding", "base64");
      case "string" ->
          type.format().isEmpty()
              ? object("type", "string")
              : object("type", "string", "format", type.format());
      default -> object("type", type.name()); // integer and number
    };
  }

  static Map<String, Object> of(ContractModel.Definition definition) {
    Map<String, Object> schema = new LinkedHashMap<>();
    if (definition instanceof ContractModel.Struct struct) {
      schema.put("type", "object");
      putDescription(schema, definition.description());
      Map<String, Object> fields = new LinkedHashMap<>();
      struct.fields().forEach(field -> fields.put(field.name(), of(field.type())));
      schema.put("properties", fields);
      List<String> required =
          struct.fields().stream().filter(Field::required).map(Field::name).toList();
      if (!required.isEmpty()) {
        schema.put("required", required);
      }
    } else if (definition instanceof ContractModel.Enumeration enumeration) {
      putDescription(schema, definition.description());
      schema.put("oneOf", enumeration.constants().stream().map(Schemas::constant).toList());
    } else if (definition instanceof ContractModel.Union union) {
      putDescription(schema, definition.description());
      schema.put("oneOf", union.variants().stream().map(v -> variant(union, v)).toList());
    }
    return schema;
  }

  private static Map<String, Object> constant(ContractModel.Constant constant) {
    Map<String, Object> schema = object("const", constant.value(), "title", constant.name());
    putDescription(schema, constant.description());
    return schema;
  }

  private static Map<String, Object> variant(ContractModel.Union union, Field variant) {
    Map<String, Object> discriminator =
        object(
            "type",
            "object",
            "properties",
            object(union.discriminator(), object("const", variant.name())),
            "required",
            List.of(union.discriminator()));
    Map<String, Object> schema = object("allOf", List.of(discriminator, of(variant.type())));
    putDescription(schema, variant.description());
    return schema;
  }

  static void putDescription(Map<String, Object> target, String description) {
    if (!description.isEmpty()) {
      target.put("description", description);
    }
  }

  /** A JSON object of these names and values, in this order. */
  static Map<String, Object> object(Object... namesAndValues) {
    Map<String, Object> object = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      object.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return object;
  }
}
