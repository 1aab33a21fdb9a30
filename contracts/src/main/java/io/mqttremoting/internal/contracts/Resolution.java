package io.mqttremoting.internal.contracts;

import io.mqttremoting.Contract;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes contracts of interfaces of a module: all types that they need, also imported ones, get
 * names in one contract. Not thread-safe.
 */
public final class Resolution {
  private final boolean externsAreNamed;
  private final Set<String> taken;
  private final Map<List<String>, String> names = new HashMap<>();
  private final Map<String, TypeId> types = new LinkedHashMap<>();
  private final Map<String, Map<String, Object>> structs = new LinkedHashMap<>();
  private final Map<String, Map<String, Object>> enums = new LinkedHashMap<>();
  private final Map<String, Object> definitions = new LinkedHashMap<>();

  /**
   * A type of a module.
   *
   * @param kind its list in the module, or {@code $defs}
   */
  public record TypeId(ModuleFile module, String kind, String name) {}

  /**
   * Begins with no types.
   *
   * @param externsAreNamed whether external types are structs without fields, rather than any value
   * @param taken names that no type may get
   */
  private Resolution(boolean externsAreNamed, Collection<String> taken) {
    this.externsAreNamed = externsAreNamed;
    this.taken = new HashSet<>(taken);
    this.taken.addAll(Rules.PRIMITIVES);
  }

  /** The complete contract of an interface, with inherited members; external types are any. */
  public static Contract contract(ModuleFile module, Element described) {
    Resolution resolution = new Resolution(false, List.of(described.name()));
    List<Map<String, Object>> parts = new ArrayList<>();
    parts.add(resolution.resolved(described.values(), module));
    Optional<ModuleFile.Base> base = module.base(described);
    while (base.isPresent()) {
      ModuleFile from = base.get().module();
      parts.add(0, resolution.resolved(base.get().anInterface().values(), from));
      base = from.base(base.get().anInterface());
    }
    Map<String, Object> whole = Element.mapOf("name", described.name());
    described.text("description").ifPresent(text -> whole.put("description", text));
    for (String list : List.of("properties", "operations", "signals")) {
      List<Object> members = new ArrayList<>();
      parts.forEach(part -> members.addAll((List<?>) part.getOrDefault(list, List.of())));
      whole.put(list, members);
    }
    return resolution.contract(module, described, whole);
  }

  /** All interfaces of a module without what they inherit, and all its types. */
  public static Declarations declarations(ModuleFile module) {
    List<Element> interfaces = module.root().children("interfaces");
    Resolution resolution = new Resolution(true, interfaces.stream().map(Element::name).toList());
    for (String list : List.of("structs", "enums")) {
      module.root().children(list).forEach(type -> resolution.nameOf(module, type.name(), list));
    }
    module
        .definitions()
        .keySet()
        .forEach(name -> resolution.nameOf(module, name, ModuleFile.DEFINITIONS));
    List<Map<String, Object>> parts =
        interfaces.stream().map(each -> resolution.resolved(each.values(), module)).toList();
    List<Contract> contracts = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      contracts.add(resolution.contract(module, interfaces.get(i), parts.get(i)));
    }
    if (contracts.isEmpty()) { // types alone
      contracts.add(resolution.contract(module, new Element(Map.of()), Map.of("name", "none")));
    }
    return new Declarations(contracts, resolution.types);
  }

  /**
   * The interfaces and types of a module.
   *
   * @param contracts one for each interface in the order of the module, each with all types; one
   *     without members if there is none
   * @param types where the types are from, by their names in the contracts
   */
  public record Declarations(List<Contract> contracts, Map<String, TypeId> types) {}

  private Contract contract(ModuleFile module, Element described, Map<String, Object> whole) {
    Map<String, Object> tree = Element.mapOf("schema", Shape.SCHEMA, "name", module.name());
    Object own = described.meta().get("version");
    Optional.ofNullable(own instanceof String version ? version : null)
        .or(() -> module.root().text("version"))
        .ifPresent(version -> tree.put("version", version));
    tree.put("interfaces", List.of(whole));
    tree.put("structs", List.copyOf(structs.values()));
    tree.put("enums", List.copyOf(enums.values()));
    tree.put("meta", Map.of(ModuleFile.DEFINITIONS, definitions));
    return ContractTrees.contract(tree);
  }

  /** A part of a module whose types have their names in the contract. */
  private Map<String, Object> resolved(Map<String, Object> part, ModuleFile module) {
    Map<String, Object> copy = new LinkedHashMap<>();
    part.forEach(
        (key, value) -> {
          if (key.equals("meta")) {
            copy.put(key, value);
          } else if (value instanceof List<?> list) {
            copy.put(key, list.stream().map(each -> resolved(Element.map(each), module)).toList());
          } else {
            copy.put(key, value instanceof Map ? resolved(Element.map(value), module) : value);
          }
        });
    return part.get("type") instanceof String ? typed(copy, new Element(part), module) : copy;
  }

  private Map<String, Object> typed(Map<String, Object> copy, Element part, ModuleFile module) {
    copy.remove("import");
    if (!part.schema().isEmpty()) {
      Map<String, Object> meta = new LinkedHashMap<>(part.meta());
      meta.put("schema", resolvedSchema(part.schema(), module));
      copy.put("meta", meta);
      copy.put("type", "any");
      return copy;
    }
    String type = part.text("type").orElse("any");
    Optional<ModuleFile> from = module.imported(part);
    Optional<String> kind = from.flatMap(declaring -> declaring.kind(type));
    if (kind.isPresent()) {
      boolean isAny =
          kind.get().equals("interfaces") || (kind.get().equals("externs") && !externsAreNamed);
      copy.put("type", isAny ? "any" : nameOf(from.get(), type, kind.get()));
    } else if (!Rules.PRIMITIVES.contains(type)) {
      copy.put("type", "any");
    }
    return copy;
  }

  private Map<String, Object> resolvedSchema(Map<String, Object> schema, ModuleFile module) {
    return References.renamedSchema(
        schema,
        type ->
            module
                .kind(type)
                .filter(kind -> !kind.equals("interfaces"))
                .or(
                    () ->
                        Optional.of(ModuleFile.DEFINITIONS)
                            .filter(kind -> module.definitions().containsKey(type)))
                .map(kind -> nameOf(module, type, kind))
                .orElse(type));
  }

  /** The name of a type in the contract; adds the type to it. */
  private String nameOf(ModuleFile module, String type, String kind) {
    List<String> id = List.of(module.name(), kind, type);
    String known = names.get(id);
    if (known != null) {
      return known;
    }
    String name = type;
    for (int i = 2; !taken.add(name); i++) {
      name = type + i;
    }
    names.put(id, name);
    types.put(name, new TypeId(module, kind, type));
    Map<String, Object> declared =
        module.root().find(kind, type).map(Element::values).orElse(Map.of());
    switch (kind) {
      case "structs" -> structs.put(name, withName(resolved(declared, module), name));
      case "enums" -> enums.put(name, withName(declared, name));
      case "externs" -> structs.put(name, Element.mapOf("name", name, "fields", List.of()));
      default ->
          definitions.put(
              name, resolvedSchema(Element.map(module.definitions().get(type)), module));
    }
    return name;
  }

  private static Map<String, Object> withName(Map<String, Object> type, String name) {
    Map<String, Object> copy = new LinkedHashMap<>(type);
    copy.put("name", name);
    return copy;
  }
}
