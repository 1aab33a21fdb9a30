package io.mqttremoting.internal.contract;

import io.mqttremoting.api.ContractModel;
import java.util.Map;

/**
 * The type of a value as ApiGear writes it. It has no maps, optional values, nested arrays, texts
 * as enum values and unions, so these are a wider type.
 */
record ApiGear(String type, boolean array) {
  static final String SCHEMA = "apigear.module/1.0";

  /** ApiGear's names of primitive types, and ours. */
  private static final Map<String, String> PRIMITIVES =
      Map.ofEntries(
          Map.entry("bool", "bool"),
          Map.entry("int", "int32"),
          Map.entry("int16", "int32"),
          Map.entry("int32", "int32"),
          Map.entry("int64", "int64"),
          Map.entry("float", "float32"),
          Map.entry("float16", "float32"),
          Map.entry("float32", "float32"),
          Map.entry("float64", "float64"),
          Map.entry("string", "string"),
          Map.entry("bytes", "bytes"));

  /** The narrowest type of ApiGear for a type of this contract. */
  static ApiGear of(ContractModel.Type type, ContractModel contract) {
    if (type.kind() != ContractModel.Kind.ARRAY) {
      return new ApiGear(name(type, contract), false);
    }
    ContractModel.Type element = type.element().orElse(ContractModel.Type.ANY);
    return new ApiGear(name(element, contract), true);
  }

  private static String name(ContractModel.Type type, ContractModel contract) {
    return switch (type.kind()) {
      case PRIMITIVE -> PRIMITIVES.containsKey(type.name()) ? type.name() : "any";
      case NAMED -> name(contract.definition(type.name()));
      case ARRAY, MAP, ANY -> "any";
    };
  }

  private static String name(ContractModel.Definition definition) {
    if (definition instanceof ContractModel.Enumeration enumeration) {
      return isEnum(enumeration) ? enumeration.name() : enumeration.isText() ? "string" : "int64";
    }
    return definition instanceof ContractModel.Struct ? definition.name() : "any";
  }

  /** Whether this is an enum of ApiGear, whose values are whole numbers from 0. */
  static boolean isEnum(ContractModel.Definition definition) {
    return definition instanceof ContractModel.Enumeration enumeration
        && enumeration.constants().stream()
            .allMatch(constant -> constant.value() instanceof Long value && value >= 0);
  }

  /** The type that a reader knows from this alone. */
  ContractModel.Type known() {
    String primitive = PRIMITIVES.get(type);
    ContractModel.Type one =
        type.equals("any")
            ? ContractModel.Type.ANY
            : primitive == null
                ? ContractModel.Type.named(type)
                : ContractModel.Type.primitive(primitive);
    return array ? ContractModel.Type.arrayOf(one) : one;
  }
}
