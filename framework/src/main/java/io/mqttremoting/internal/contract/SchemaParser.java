package io.mqttremoting.internal.contract;

import io.mqttremoting.api.ContractModel;
import io.mqttremoting.api.ContractModel.Constant;
import io.mqttremoting.api.ContractModel.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the JSON Schema that {@link Schemas} writes; any other schema is read as any value. */
final class SchemaParser {
  private static final Set<String> NUMBERS = Set.of("integer", "number");

  private final Node definitions;

  /** Reads schemas that refer to these definitions. */
  SchemaParser(Node definitions) {
    this.definitions = definitions;
  }

  ContractModel.Type type(Node schema) {
    Optional<String> reference = schema.text("$ref");
    if (reference.isPresent()) {
      return ContractModel.Type.named(reference.get().replaceFirst("^.*/", ""));
    }
    if (schema.values().containsKey("anyOf")) {
      List<Node> choices = schema.children("anyOf");
      boolean orNull = choices.size() == 2 && "null".equals(choices.get(1).values().get("type"));
      return orNull ? type(choices.get(0)).orNull() : ContractModel.Type.ANY;
    }
    Object type = schema.values().get("type");
    if ("array".equals(type)) {
      return ContractModel.Type.arrayOf(type(schema.child("items")));
    }
    if ("object".equals(type) && schema.values().get("additionalProperties") instanceof Map) {
      return ContractModel.Type.mapOf(type(schema.child("additionalProperties")));
    }
    return primitive(String.valueOf(type), schema.text("format").orElse(""), schema);
  }

  private static ContractModel.Type primitive(String type, String format, Node schema) {
    if (type.equals("boolean")) {
      return ContractModel.Type.primitive("bool");
    }
    if (type.equals("string")) {
      return schema.values().containsKey("contentEncoding")
          ? ContractModel.Type.primitive("bytes")
          : ContractModel.Type.text(format);
    }
    if (!NUMBERS.contains(type)) {
      return ContractModel.Type.ANY;
    }
    return switch (format) {
      case "int32", "int64" -> ContractModel.Type.primitive(format);
      case "float" -> ContractModel.Type.primitive("float32");
      case "double" -> ContractModel.Type.primitive("float64");
      default -> ContractModel.Type.primitive(type);
    };
  }

  /** The definitions that ApiGear has no words for: enums of other values, and unions. */
  List<ContractModel.Definition> definitionsExcept(Set<String> known) {
    List<ContractModel.Definition> found = new ArrayList<>();
    for (Object key : definitions.values().keySet()) {
      String name = String.valueOf(key);
      if (!known.contains(name)) {
        found.add(definition(name, definitions.child(name)));
      }
    }
    return found;
  }

  private ContractModel.Definition definition(String name, Node schema) {
    List<Node> choices = schema.children("oneOf");
    String description = ContractParser.description(schema);
    if (choices.stream().allMatch(choice -> choice.values().containsKey("const"))) {
      return new ContractModel.Enumeration(
          name, choices.stream().map(SchemaParser::constant).toList(), description);
    }
    return union(name, choices, description);
  }

  private static Constant constant(Node schema) {
    Object value = schema.values().get("const");
    return new Constant(
        schema.requiredText("title"),
        value instanceof Number number ? (Object) number.longValue() : String.valueOf(value),
        ContractParser.description(schema));
  }

  private ContractModel.Union union(String name, List<Node> choices, String description) {
    String discriminator = "";
    List<Field> variants = new ArrayList<>();
    for (Node choice : choices) {
      List<Node> both = choice.children("allOf");
      if (both.size() != 2 || both.get(0).texts("required").size() != 1) {
        throw choice.refusal("is neither a constant nor a variant");
      }
      discriminator = both.get(0).texts("required").get(0);
      String id = both.get(0).child("properties").child(discriminator).requiredText("const");
      variants.add(new Field(id, type(both.get(1)), false, ContractParser.description(choice)));
    }
    return new ContractModel.Union(name, discriminator, List.copyOf(variants), description);
  }
}
