package io.mqttremoting.internal.contracts;

import io.mqttremoting.Contract;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps what an earlier file of a module says and a contract cannot: imports, external types,
 * unused types, texts and meta of others, names that are not on the wire, and the order.
 */
public final class Keeping {
  /** The keys of {@code meta} that contracts write. */
  private static final Set<String> OWN_META =
      Set.of(
          "schema",
          "confirmed",
          "errors",
          "timeoutMillis",
          "oneWay",
          "required",
          "version",
          "fingerprint",
          "$schema",
          ModuleFile.DEFINITIONS);

  private final ModuleFile module;
  private final ModuleFile before;
  private final KeptTypes types;

  private Keeping(ModuleFile module, ModuleFile before) {
    this.module = module;
    this.before = before;
    this.types = new KeptTypes(module, before);
  }

  /** The module with what {@code before} says as far as it fits. */
  public static ModuleFile of(ModuleFile module, ModuleFile before) {
    return new Keeping(module, before).kept();
  }

  private ModuleFile kept() {
    Map<String, Object> root = new LinkedHashMap<>(module.root().values());
    putKept(root, before.root(), "description");
    putKept(root, before.root(), "version");
    putMeta(root, before.root());
    putKept(root, before.root(), "imports");
    putKept(root, before.root(), "externs");
    root.put("interfaces", merged(module.root(), before.root(), "interfaces", this::anInterface));
    root.put("structs", merged(module.root(), before.root(), "structs", this::struct));
    root.put("enums", merged(module.root(), before.root(), "enums", this::described));
    ModuleFile all = new ModuleFile(new Element(root), before.imports());
    return types.withUsedOnly(all);
  }

  private static void putKept(Map<String, Object> target, Element old, String key) {
    Object value = old.values().get(key);
    if (value != null) {
      target.putIfAbsent(key, value);
    }
  }

  private static void putMeta(Map<String, Object> target, Element old) {
    Map<String, Object> meta = new LinkedHashMap<>(new Element(target).meta());
    old.meta()
        .forEach(
            (key, value) -> {
              if (!OWN_META.contains(key)) {
                meta.putIfAbsent(key, value);
              }
            });
    if (!meta.isEmpty()) {
      target.put("meta", meta);
    }
  }

  /** Merges one element with the earlier one. */
  private interface Merging {
    Map<String, Object> of(Element element, Element old);
  }

  /** The elements of a list: those that are in the earlier one in its order, then new ones. */
  private static List<Map<String, Object>> merged(
      Element parent, Element oldParent, String list, Merging merging) {
    List<Map<String, Object>> result = new ArrayList<>();
    Map<String, Element> left = new LinkedHashMap<>();
    parent.children(list).forEach(each -> left.put(each.name(), each));
    for (Element old : oldParent.children(list)) {
      Element same = left.remove(old.name());
      if (same != null) {
        result.add(merging.of(same, old));
      }
    }
    left.values().forEach(each -> result.add(each.values()));
    return result;
  }

  private Map<String, Object> described(Element element, Element old) {
    Map<String, Object> copy = new LinkedHashMap<>(element.values());
    putKept(copy, old, "description");
    putMeta(copy, old);
    if (copy.containsKey("members")) {
      copy.put("members", merged(element, old, "members", this::described));
    }
    return copy;
  }

  private Map<String, Object> struct(Element struct, Element old) {
    Map<String, Object> copy = described(struct, old);
    copy.put("fields", merged(struct, old, "fields", this::typed));
    return copy;
  }

  private Map<String, Object> anInterface(Element described, Element old) {
    Map<String, Object> copy = extending(described(described, old), old);
    Element own = new Element(copy);
    for (String list : List.of("properties", "operations", "signals")) {
      boolean isProperty = list.equals("properties");
      List<?> members = merged(own, old, list, isProperty ? this::typed : this::operation);
      copy.remove(list);
      Element.putIfAny(copy, list, members);
    }
    return copy;
  }

  /** Leaves out what an interface inherits, if it still has all that. */
  private Map<String, Object> extending(Map<String, Object> described, Element old) {
    Optional<ModuleFile.Base> base = before.base(old);
    if (base.isEmpty() || described.containsKey("extends")) {
      return described;
    }
    Contract inherited = Resolution.contract(base.get().module(), base.get().anInterface());
    Contract whole = Resolution.contract(module, new Element(described));
    return Bases.isWhole(inherited, whole)
        ? Bases.extending(described, inherited, Element.map(old.values().get("extends")))
        : described;
  }

  private Map<String, Object> operation(Element operation, Element old) {
    Map<String, Object> copy = described(operation, old);
    List<Element> parameters = operation.children("params");
    List<Element> oldParameters = old.children("params");
    if (!parameters.isEmpty() && parameters.size() == oldParameters.size()) {
      List<Object> kept = new ArrayList<>();
      for (int i = 0; i < parameters.size(); i++) {
        Map<String, Object> parameter = typed(parameters.get(i), oldParameters.get(i));
        parameter.put("name", oldParameters.get(i).name()); // not on the wire
        kept.add(parameter);
      }
      copy.put("params", kept);
    }
    operation
        .child("return")
        .flatMap(result -> old.child("return").map(oldResult -> typed(result, oldResult)))
        .ifPresent(result -> copy.put("return", result));
    return copy;
  }

  private Map<String, Object> typed(Element element, Element old) {
    Map<String, Object> copy = described(element, old);
    if (types.fits(element, old)) {
      for (String key : List.of("type", "import")) {
        copy.remove(key);
        putKept(copy, old, key);
      }
      if (!element.schema().isEmpty()) { // of an external type
        Map<String, Object> meta = new LinkedHashMap<>(new Element(copy).meta());
        meta.remove("schema");
        copy.remove("meta");
        Element.putIfAny(copy, "meta", meta);
      }
    }
    return copy;
  }
}
