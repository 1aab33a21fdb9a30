package io.mqttremoting.internal.inspector;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mqttremoting.Contract;
import io.mqttremoting.api.ContractModel;
import java.util.List;

/** A contract as the page's forms read it. */
final class ContractJson {
  private ContractJson() {}

  static ObjectNode of(Contract contract) {
    ContractModel model = contract.model();
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("id", model.id())
        .put("version", model.version().orElse(""))
        .put("description", model.description())
        .put("fingerprint", contract.fingerprint());
    model.properties().forEach(each -> property(node.withArray("properties").addObject(), each));
    model.operations().forEach(each -> operation(node.withArray("operations").addObject(), each));
    model
        .signals()
        .forEach(
            each -> {
              ObjectNode signal = node.withArray("signals").addObject();
              signal.put("name", each.name()).put("description", each.description());
              fields(signal.putArray("parameters"), each.parameters());
            });
    ObjectNode types = node.putObject("types");
    model.types().forEach(each -> definition(types.putObject(each.name()), each));
    return node;
  }

  private static void property(ObjectNode node, ContractModel.Property property) {
    node.put("name", property.name())
        .put("description", property.description())
        .put("readOnly", property.readOnly())
        .set("type", type(property.type()));
    texts(node.putArray("errors"), property.errors());
  }

  private static void operation(ObjectNode node, ContractModel.Operation operation) {
    node.put("name", operation.name())
        .put("description", operation.description())
        .put("oneWay", operation.oneWay());
    operation.timeout().ifPresent(timeout -> node.put("timeoutMillis", timeout.toMillis()));
    operation.result().ifPresent(result -> node.set("result", type(result)));
    fields(node.putArray("parameters"), operation.parameters());
    texts(node.putArray("errors"), operation.errors());
  }

  private static void definition(ObjectNode node, ContractModel.Definition definition) {
    node.put("name", definition.name()).put("description", definition.description());
    if (definition instanceof ContractModel.Struct struct) {
      fields(node.put("kind", "struct").putArray("fields"), struct.fields());
    } else if (definition instanceof ContractModel.Enumeration enumeration) {
      ArrayNode constants = node.put("kind", "enum").putArray("constants");
      enumeration
          .constants()
          .forEach(
              constant -> {
                ObjectNode one = constants.addObject();
                one.put("name", constant.name()).put("description", constant.description());
                if (constant.value() instanceof Long number) {
                  one.put("value", number);
                } else {
                  one.put("value", String.valueOf(constant.value()));
                }
              });
    } else if (definition instanceof ContractModel.Union union) {
      node.put("kind", "union").put("discriminator", union.discriminator());
      fields(node.putArray("variants"), union.variants());
    }
  }

  private static void fields(ArrayNode array, List<ContractModel.Field> fields) {
    for (ContractModel.Field field : fields) {
      ObjectNode node = array.addObject();
      node.put("name", field.name())
          .put("description", field.description())
          .put("required", field.required())
          .set("type", type(field.type()));
    }
  }

  private static ObjectNode type(ContractModel.Type type) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("kind", type.kind().name())
        .put("name", type.name())
        .put("format", type.format())
        .put("nullable", type.nullable())
        .put("text", type.toString());
    type.element().ifPresent(element -> node.set("element", type(element)));
    return node;
  }

  private static void texts(ArrayNode array, List<String> texts) {
    texts.forEach(array::add);
  }
}
