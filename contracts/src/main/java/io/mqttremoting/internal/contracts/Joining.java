package io.mqttremoting.internal.contracts;

import io.mqttremoting.Contract;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Joins contracts, each with its types, to a module whose interfaces share types. Types that differ
 * under the same name get different names: these are not on the wire.
 */
public final class Joining {
  private final Set<String> interfaces = new HashSet<>();
  private final List<Map<String, Object>> described = new ArrayList<>();
  private final Map<String, Type> types = new TreeMap<>();

  /** A type: its list in the module, or {@code $defs}, and its tree there. */
  private record Type(String list, Map<String, Object> tree) {
    Set<String> references() {
      if (list.equals(ModuleFile.DEFINITIONS)) {
        return References.inSchema(tree);
      }
      Set<String> names = new HashSet<>();
      References.renamed(
          tree,
          name -> {
            names.add(name);
            return name;
          });
      return names;
    }

    Type renamed(Map<String, String> names) {
      if (list.equals(ModuleFile.DEFINITIONS)) {
        return new Type(
            list, References.renamedSchema(tree, name -> names.getOrDefault(name, name)));
      }
      Map<String, Object> copy = References.renamed(tree, name -> names.getOrDefault(name, name));
      copy.computeIfPresent("name", (key, name) -> names.getOrDefault(name, (String) name));
      return new Type(list, copy);
    }
  }

  private Joining() {}

  /**
   * The module of these contracts.
   *
   * @throws IllegalArgumentException if there are none, two are of the same interface, or they are
   *     of different modules
   */
  public static ModuleFile of(List<Contract> contracts) {
    if (contracts.isEmpty()) {
      throw new IllegalArgumentException("a module needs at least one contract");
    }
    Set<String> modules =
        contracts.stream().map(Contract::module).collect(Collectors.toCollection(TreeSet::new));
    if (modules.size() > 1) {
      throw new IllegalArgumentException(
          "contracts of one module belong together, these are of "
              + String.join(", ", modules)
              + "; make a file for each");
    }
    Joining joining = new Joining();
    List<Contract> sorted =
        contracts.stream().sorted(Comparator.comparing(Contract::name)).toList();
    for (Contract contract : sorted) {
      if (!joining.interfaces.add(contract.name())) {
        throw new IllegalArgumentException("there are two contracts of " + contract.name());
      }
    }
    Set<Optional<String>> versions =
        contracts.stream().map(Contract::version).collect(Collectors.toSet());
    sorted.forEach(contract -> joining.add(ContractTrees.tree(contract), versions.size() > 1));
    return joining.module(
        contracts.get(0).module(),
        versions.size() > 1 ? Optional.empty() : contracts.get(0).version());
  }

  private void add(Map<String, Object> tree, boolean withOwnVersion) {
    Element module = new Element(tree);
    Map<String, Type> own = types(module);
    Map<String, String> names = newNames(own);
    own.forEach(
        (name, type) -> types.putIfAbsent(names.getOrDefault(name, name), type.renamed(names)));
    Map<String, Object> one =
        References.renamed(
            module.children("interfaces").get(0).values(), name -> names.getOrDefault(name, name));
    if (withOwnVersion) {
      module.text("version").ifPresent(v -> one.put("meta", Element.mapOf("version", v)));
    }
    described.add(one);
  }

  private static Map<String, Type> types(Element module) {
    Map<String, Type> types = new LinkedHashMap<>();
    for (String list : List.of("structs", "enums")) {
      module.children(list).forEach(type -> types.put(type.name(), new Type(list, type.values())));
    }
    Element.map(module.meta().get(ModuleFile.DEFINITIONS))
        .forEach(
            (name, schema) ->
                types.putIfAbsent(name, new Type(ModuleFile.DEFINITIONS, Element.map(schema))));
    return types;
  }

  /** Other names for types that differ from those that have their names, or refer to such. */
  private Map<String, String> newNames(Map<String, Type> own) {
    Set<String> differ = new TreeSet<>();
    own.forEach(
        (name, type) -> {
          boolean isOther = types.containsKey(name) && !type.equals(types.get(name));
          if (isOther || interfaces.contains(name)) {
            differ.add(name);
          }
        });
    boolean grown = true;
    while (grown) {
      grown = false;
      for (Map.Entry<String, Type> type : own.entrySet()) {
        boolean refers = type.getValue().references().stream().anyMatch(differ::contains);
        grown |= refers && types.containsKey(type.getKey()) && differ.add(type.getKey());
      }
    }
    Map<String, String> names = new HashMap<>();
    for (String name : differ) {
      int number = 2;
      while (isTaken(name + number, own, names)) {
        number++;
      }
      names.put(name, name + number);
    }
    return names;
  }

  private boolean isTaken(String name, Map<String, Type> own, Map<String, String> names) {
    return types.containsKey(name)
        || own.containsKey(name)
        || interfaces.contains(name)
        || names.containsValue(name);
  }

  private ModuleFile module(String name, Optional<String> version) {
    Map<String, Object> module = Element.mapOf("schema", Shape.SCHEMA, "name", name);
    version.ifPresent(v -> module.put("version", v));
    module.put("interfaces", List.copyOf(described));
    for (String list : List.of("structs", "enums")) {
      Element.putIfAny(
          module,
          list,
          types.values().stream().filter(t -> t.list.equals(list)).map(Type::tree).toList());
    }
    Map<String, Object> definitions = new LinkedHashMap<>();
    types.forEach(
        (type, described) -> {
          if (described.list.equals(ModuleFile.DEFINITIONS)) {
            definitions.put(type, described.tree);
          }
        });
    if (!definitions.isEmpty()) {
      module.put(
          "meta",
          Element.mapOf(
              "$schema",
              "https://json-schema.org/draft/2020-12/schema",
              ModuleFile.DEFINITIONS,
              definitions));
    }
    return new ModuleFile(new Element(module), List.of());
  }
}
