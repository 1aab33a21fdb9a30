package io.mqttremoting.internal.contracts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mqttremoting.Contract;
import java.util.LinkedHashMap;
import java.util.Map;

/** Contracts as trees of ApiGear modules with one interface, and back. */
public final class ContractTrees {
  private static final ObjectMapper JSON = new ObjectMapper();

  private ContractTrees() {}

  static Map<String, Object> tree(Contract contract) {
    try {
      return JSON.readValue(contract.toJson(), new TypeReference<>() {});
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e); // it was just written
    }
  }

  /** The JSON Schema of each type of a contract. */
  public static Map<String, Map<String, Object>> definitions(Contract contract) {
    Map<String, Map<String, Object>> found = new LinkedHashMap<>();
    Element.map(new Element(tree(contract)).meta().get(ModuleFile.DEFINITIONS))
        .forEach((name, schema) -> found.put(name, Element.map(schema)));
    return found;
  }

  static Contract contract(Map<String, Object> tree) {
    try {
      return Contract.parse(JSON.writeValueAsString(tree));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e); // maps, lists and scalars
    }
  }
}
