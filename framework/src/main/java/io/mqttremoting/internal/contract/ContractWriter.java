package io.mqttremoting.internal.contract;

import static io.mqttremoting.internal.contract.Schemas.object;
import static io.mqttremoting.internal.contract.Schemas.putDescription;

import io.mqttremoting.api.ContractModel;
import io.mqttremoting.api.ContractModel.Field;
import io.mqttremoting.internal.json.JsonCodec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a contract as an ApiGear module in JSON. What ApiGear has no words for is in {@code meta}.
 */
public final class ContractWriter {
  private final ContractModel contract;

  private ContractWriter(ContractModel contract) {
    this.contract = contract;
  }

  /** The contract as JSON. */
  public static byte[] json(ContractModel contract) {
    return JsonCodec.own().value(Map.class).encode(tree(contract));
  }

  /** The contract as maps and lists. */
  public static Map<String, Object> tree(ContractModel contract) {
    return new ContractWriter(contract).module();
  }

  private Map<String, Object> module() {
    Map<String, Object> module = object("schema", ApiGear.SCHEMA, "name", contract.module());
    contract.version().ifPresent(version -> module.put("version", version));
    module.put("interfaces", List.of(theInterface()));
    putIfAny(module, "structs", structs());
    putIfAny(module, "enums", enums());
    Map<String, Object> definitions = new LinkedHashMap<>();
    contract.types().forEach(type -> definitions.put(type.name(), Schemas.of(type)));
    module.put(
        "meta",
        definitions.isEmpty()
            ? object("fingerprint", Fingerprint.of(contract))
            : object(
                "fingerprint",
                Fingerprint.of(contract),
                "$schema",
                Schemas.DRAFT,
                "$defs",
                definitions));
    return module;
  }

  private Map<String, Object> theInterface() {
    Map<String, Object> described = object("name", contract.name());
    putDescription(described, contract.description());
    putIfAny(described, "properties", contract.properties().stream().map(this::property).toList());
    putIfAny(described, "operations", contract.operations().stream().map(this::operation).toList());
    putIfAny(described, "signals", contract.signals().stream().map(this::signal).toList());
    return described;
  }

  private Map<String, Object> property(ContractModel.Property property) {
    Map<String, Object> described = object("name", property.name());
    Map<String, Object> meta = new LinkedHashMap<>();
    putType(described, meta, property.type());
    if (property.readOnly()) {
      described.put("readonly", true);
    }
    putDescription(described, property.description());
    if (property.confirmed()) {
      meta.put("confirmed", true);
    }
    putErrors(meta, property.errors());
    putMeta(described, meta);
    return described;
  }

  private Map<String, Object> operation(ContractModel.Operation operation) {
    Map<String, Object> described = object("name", operation.name());
    putDescription(described, operation.description());
    putIfAny(described, "params", operation.parameters().stream().map(this::field).toList());
    operation
        .result()
        .ifPresent(
            type -> {
              Map<String, Object> result = new LinkedHashMap<>();
              Map<String, Object> meta = new LinkedHashMap<>();
              putType(result, meta, type);
              putMeta(result, meta);
              described.put("return", result);
            });
    Map<String, Object> meta = new LinkedHashMap<>();
    putErrors(meta, operation.errors());
    operation.timeout().ifPresent(timeout -> meta.put("timeoutMillis", timeout.toMillis()));
    if (operation.oneWay()) {
      meta.put("oneWay", true);
    }
    putMeta(described, meta);
    return described;
  }

  private Map<String, Object> signal(ContractModel.Signal signal) {
    Map<String, Object> described = object("name", signal.name());
    putDescription(described, signal.description());
    putIfAny(described, "params", signal.parameters().stream().map(this::field).toList());
    return described;
  }

  private Map<String, Object> field(Field field) {
    Map<String, Object> described = object("name", field.name());
    Map<String, Object> meta = new LinkedHashMap<>();
    putType(described, meta, field.type());
    putDescription(described, field.description());
    if (field.required()) {
      meta.put("required", true);
    }
    putMeta(described, meta);
    return described;
  }

  /** Adds ApiGear's type, and the schema if that says more. */
  private void putType(
      Map<String, Object> described, Map<String, Object> meta, ContractModel.Type type) {
    ApiGear written = ApiGear.of(type, contract);
    described.put("type", written.type());
    if (written.array()) {
      described.put("array", true);
    }
    if (!written.known().equals(type)) {
      meta.put("schema", Schemas.of(type));
    }
  }

  private List<Map<String, Object>> structs() {
    List<Map<String, Object>> structs = new ArrayList<>();
    for (ContractModel.Definition type : contract.types()) {
      if (type instanceof ContractModel.Struct struct) {
        Map<String, Object> described = object("name", struct.name());
        putDescription(described, struct.description());
        described.put("fields", struct.fields().stream().map(this::field).toList());
        structs.add(described);
      }
    }
    return structs;
  }

  private List<Map<String, Object>> enums() {
    List<Map<String, Object>> enums = new ArrayList<>();
    for (ContractModel.Definition type : contract.types()) {
      if (type instanceof ContractModel.Enumeration enumeration && ApiGear.isEnum(type)) {
        Map<String, Object> described = object("name", enumeration.name());
        putDescription(described, enumeration.description());
        List<Map<String, Object>> members = new ArrayList<>();
        for (ContractModel.Constant constant : enumeration.constants()) {
          Map<String, Object> member = object("name", constant.name(), "value", constant.value());
          putDescription(member, constant.description());
          members.add(member);
        }
        described.put("members", members);
        enums.add(described);
      }
    }
    return enums;
  }

  private static void putErrors(Map<String, Object> meta, List<String> errors) {
    if (!errors.isEmpty()) {
      meta.put("errors", errors);
    }
  }

  private static void putIfAny(Map<String, Object> target, String name, List<?> values) {
    if (!values.isEmpty()) {
      target.put(name, values);
    }
  }

  private static void putMeta(Map<String, Object> target, Map<String, Object> meta) {
    if (!meta.isEmpty()) {
      target.put("meta", meta);
    }
  }
}
