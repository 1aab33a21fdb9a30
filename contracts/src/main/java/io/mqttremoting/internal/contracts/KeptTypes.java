package io.mqttremoting.internal.contracts;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Types of the earlier file that still fit, and which types are used. */
final class KeptTypes {
  private static final Map<String, String> SPELLINGS = Map.of("int32", "int", "float32", "float");

  private final ModuleFile module;
  private final ModuleFile before;

  KeptTypes(ModuleFile module, ModuleFile before) {
    this.module = module;
    this.before = before;
  }

  /** Whether an earlier type is the same value on the wire, or an external type. */
  boolean fits(Element element, Element old) {
    if (element.flag("array") != old.flag("array") || !old.schema().isEmpty()) {
      return false;
    }
    String type = element.text("type").orElse("");
    String oldType = old.text("type").orElse("");
    boolean isWhole = element.schema().isEmpty();
    if (oldType.equals(SPELLINGS.get(type)) && old.text("import").isEmpty()) {
      return isWhole;
    }
    Optional<ModuleFile> from = before.imported(old);
    Optional<String> kind = from.flatMap(declaring -> declaring.kind(oldType));
    if (kind.isEmpty()) {
      return false;
    }
    if (kind.get().equals("externs")) {
      return !isWhole // such as java.time.Duration, a string
          || type.equals("any")
          || type.equals(oldType)
          || type.equals(
              from.get().root().find("externs", oldType).orElseThrow().meta().get("java.name"));
    }
    if (!isWhole) {
      return false;
    }
    return kind.get().equals("interfaces")
        ? type.equals("any")
        : !from.get().is(before)
            && isSame(kind.get(), type, from.get().root().find(kind.get(), oldType).get());
  }

  /** Whether a type of the module has the fields or members of an imported one. */
  private boolean isSame(String kind, String type, Element imported) {
    return module
        .root()
        .find(kind, type)
        .filter(own -> shape(own).equals(shape(imported)))
        .isPresent();
  }

  private static Map<String, Object> shape(Element type) {
    Map<String, Object> shape = new TreeMap<>();
    type.children("fields").forEach(field -> shape.put(field.name(), field.flag("array")));
    type.children("members")
        .forEach(member -> shape.put(member.name(), number(member.values().get("value"))));
    return shape;
  }

  private static long number(@Nullable Object value) {
    return value instanceof Number number ? number.longValue() : -1;
  }

  /** Without types that became imported; with those of the earlier file that none uses. */
  ModuleFile withUsedOnly(ModuleFile all) {
    Set<String> used = used(all);
    Set<String> usedBefore = used(before);
    Map<String, Object> root = new LinkedHashMap<>(all.root().values());
    for (String list : List.of("structs", "enums")) {
      Map<String, Object> kept = new LinkedHashMap<>();
      for (Element old : before.root().children(list)) {
        if (!usedBefore.contains(old.name())) {
          kept.put(old.name(), old.values());
        }
      }
      Map<String, Object> result = new LinkedHashMap<>();
      all.root().children(list).stream()
          .filter(type -> used.contains(type.name()))
          .forEach(type -> result.put(type.name(), type.values()));
      kept.forEach(result::putIfAbsent);
      root.remove(list);
      Element.putIfAny(root, list, inOrder(result, before.root().children(list)));
    }
    return new ModuleFile(new Element(root), all.imports());
  }

  private static List<Object> inOrder(Map<String, Object> types, List<Element> order) {
    Map<String, Object> left = new LinkedHashMap<>(types);
    List<Object> sorted = new ArrayList<>();
    for (Element old : order) {
      Object type = left.remove(old.name());
      if (type != null) {
        sorted.add(type);
      }
    }
    sorted.addAll(left.values());
    return sorted;
  }

  /** The types of a module that its interfaces use, directly or in other types. */
  private static Set<String> used(ModuleFile module) {
    Set<String> used = new LinkedHashSet<>();
    module.root().children("interfaces").forEach(each -> addUsed(each, module, used));
    return used;
  }

  private static void addUsed(Element part, ModuleFile module, Set<String> used) {
    ModuleFile.typed(part)
        .filter(typed -> module.imported(typed).filter(from -> from.is(module)).isPresent())
        .forEach(
            typed -> {
              Set<String> names = new LinkedHashSet<>(References.inSchema(typed.schema()));
              typed.text("type").ifPresent(names::add);
              names.forEach(name -> addUsed(name, module, used));
            });
  }

  private static void addUsed(String name, ModuleFile module, Set<String> used) {
    if (!used.add(name)) {
      return;
    }
    module.root().find("structs", name).ifPresent(struct -> addUsed(struct, module, used));
    Map<String, Object> schema = Element.map(module.definitions().get(name));
    References.inSchema(schema).forEach(each -> addUsed(each, module, used));
  }
}
