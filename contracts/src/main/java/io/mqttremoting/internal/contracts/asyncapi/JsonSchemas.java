package io.mqttremoting.internal.contracts.asyncapi;

import io.mqttremoting.Contract;
import io.mqttremoting.api.ContractModel;
import io.mqttremoting.api.ContractModel.Field;
import io.mqttremoting.internal.contracts.Element;
import io.mqttremoting.internal.contracts.References;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON Schema of a contract's types, in the draft and with the references of AsyncAPI. */
final class JsonSchemas {
  private final Contract contract;

  JsonSchemas(Contract contract) {
    this.contract = contract;
  }

  Map<String, Object> of(ContractModel.Type type) {
    return placed(contract.schema(type));
  }

  /** The same schema that refers to {@code components}. */
  static Map<String, Object> placed(Map<String, Object> schema) {
    return References.placed(schema, "#/components/schemas/");
  }

  /** The array of arguments. */
  Map<String, Object> arguments(List<Field> parameters) {
    Map<String, Object> array = Element.mapOf("type", "array");
    List<Object> items = new ArrayList<>();
    for (Field parameter : parameters) {
      items.add(titled(parameter));
    }
    if (items.isEmpty()) {
      array.put("maxItems", 0);
    } else {
      array.put("items", items);
      array.put("minItems", items.size());
      array.put("maxItems", items.size());
    }
    return array;
  }

  private Map<String, Object> titled(Field field) {
    Map<String, Object> schema = of(field.type());
    Map<String, Object> titled = Element.mapOf("title", field.name());
    Element.putIfAny(titled, "description", field.description());
    if (schema.containsKey("$ref")) { // what is beside a reference is ignored
      titled.put("allOf", List.of(schema));
    } else {
      titled.putAll(schema);
    }
    return titled;
  }

  /** The result; of an operation without one, callers accept any value. */
  Map<String, Object> result(ContractModel.Operation operation) {
    return operation
        .result()
        .map(this::of)
        .orElseGet(() -> Element.mapOf("description", "no result; any value is accepted"));
  }

  /** An object of these fields, of which the first must be there. */
  static Map<String, Object> object(int required, Object... namesAndSchemas) {
    Map<String, Object> properties = Element.mapOf(namesAndSchemas);
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", "object");
    if (required > 0) {
      schema.put("required", List.copyOf(properties.keySet()).subList(0, required));
    }
    schema.put("properties", properties);
    return schema;
  }

  static Map<String, Object> text(String description) {
    return Element.mapOf("type", "string", "description", description);
  }
}
