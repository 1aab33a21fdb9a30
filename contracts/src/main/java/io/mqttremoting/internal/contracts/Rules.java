package io.mqttremoting.internal.contracts;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The rules of ApiGear beyond the {@link Shape} of a module: names are unique, types are known. */
final class Rules {
  static final Set<String> PRIMITIVES =
      Set.of(
          "bool", "int", "int32", "int64", "float", "float32", "float64", "string", "bytes", "any");

  private final ModuleFile module;

  /** Whether imported modules must be there, so that their types can be checked. */
  private final boolean withImports;

  private final List<String> problems = new ArrayList<>();

  private Rules(ModuleFile module, boolean withImports) {
    this.module = module;
    this.withImports = withImports;
  }

  /** What a module breaks, in words; empty if nothing. */
  static List<String> problems(ModuleFile module, boolean withImports) {
    Rules rules = new Rules(module, withImports);
    rules.checkImports();
    rules.checkTypeNames();
    for (Element each : module.root().children("interfaces")) {
      rules.checkInterface(each);
    }
    for (Element struct : module.root().children("structs")) {
      String place = "struct '" + struct.name() + "'";
      rules.checkUnique(place, "fields", struct.children("fields"));
      struct.children("fields").forEach(each -> rules.checkType(at("field", each, place), each));
    }
    module.root().children("enums").forEach(rules::checkEnum);
    return rules.problems;
  }

  private static String at(String kind, Element element, String place) {
    return kind + " '" + element.name() + "' of " + place;
  }

  private void checkImports() {
    checkUnique("the module", "imports", module.root().children("imports"));
    for (Element each : module.root().children("imports")) {
      boolean isThere = module.imports().stream().anyMatch(m -> m.name().equals(each.name()));
      if (withImports && !isThere) {
        problems.add(
            "the imported module '"
                + each.name()
                + "' is missing; put "
                + each.name()
                + ".module.yaml beside this file");
      }
    }
  }

  private void checkTypeNames() {
    Map<String, String> known = new HashMap<>();
    for (String list : ModuleFile.TYPES) {
      String kind = list.substring(0, list.length() - 1);
      for (Element type : module.root().children(list)) {
        String name = type.name();
        if (PRIMITIVES.contains(name)) {
          problems.add(kind + " '" + name + "' has the name of a primitive type; rename it");
        }
        String other = known.putIfAbsent(name, kind);
        if (other != null) {
          problems.add(
              "'"
                  + name
                  + "' is the name of "
                  + (other.equals(kind) ? "two " + list : "an " + other + " and a " + kind)
                      .replace("an struct", "a struct")
                      .replace("a extern", "an extern")
                      .replace("a enum", "an enum")
                  + "; names of types are unique in a module");
        }
      }
    }
  }

  private void checkInterface(Element described) {
    String place = "interface '" + described.name() + "'";
    checkBase(place, described);
    Map<String, String> own = new HashMap<>();
    for (Element part : withBases(described)) {
      for (String list : List.of("properties", "operations", "signals")) {
        String kind = list.equals("properties") ? "property" : list.substring(0, list.length() - 1);
        for (Element member : part.children(list)) {
          String name = member.name();
          String other = part.equals(described) ? own.putIfAbsent(name, kind) : own.get(name);
          if (other != null) {
            problems.add(
                place
                    + " has '"
                    + name
                    + "' as "
                    + (kind.equals(other) ? "two " + list : other + " and " + kind)
                    + "; names of properties, operations and signals are unique together");
          }
        }
      }
    }
    described.children("properties").forEach(p -> checkType(at("property", p, place), p));
    described.children("operations").forEach(o -> checkMember(at("operation", o, place), o));
    described.children("signals").forEach(s -> checkMember(at("signal", s, place), s));
  }

  private void checkMember(String place, Element member) {
    checkUnique(place, "parameters", member.children("params"));
    member.children("params").forEach(each -> checkType(at("parameter", each, place), each));
    member.child("return").ifPresent(result -> checkType("the result of " + place, result));
  }

  /** An interface and those that it extends; the base that closes a cycle is left out. */
  private List<Element> withBases(Element described) {
    List<Element> parts = new ArrayList<>(List.of(described));
    Set<String> seen = new HashSet<>(Set.of(module.name() + "/" + described.name()));
    Optional<ModuleFile.Base> base = module.base(described);
    while (base.isPresent()) {
      ModuleFile.Base found = base.get();
      if (!seen.add(found.module().name() + "/" + found.anInterface().name())) {
        break;
      }
      parts.add(found.anInterface());
      base = found.module().base(found.anInterface());
    }
    return parts;
  }

  private void checkBase(String place, Element described) {
    described.child("extends").ifPresent(base -> checkDeclared(place, base));
    Optional<ModuleFile.Base> base = module.base(described);
    for (int i = 0; base.isPresent() && i <= module.root().children("interfaces").size(); i++) {
      if (base.get().is(module, described)) {
        problems.add(place + " extends itself");
        return;
      }
      base = base.get().module().base(base.get().anInterface());
    }
  }

  private void checkDeclared(String place, Element base) {
    if (!isImported(place, base)) {
      return;
    }
    Optional<ModuleFile> from = module.imported(base);
    if (from.isPresent() && from.get().anInterface(base.name()).isEmpty()) {
      problems.add(
          place
              + " extends '"
              + base.name()
              + "', which is not an interface of "
              + from.get().name()
              + known(from.get().root().children("interfaces").stream()));
    }
  }

  /** Reports an import that the module does not declare. */
  private boolean isImported(String place, Element element) {
    Optional<String> from = element.text("import").filter(name -> !name.equals(module.name()));
    if (from.isEmpty() || module.root().find("imports", from.get()).isPresent()) {
      return true;
    }
    problems.add(place + " imports from '" + from.get() + "'; add this module to 'imports'");
    return false;
  }

  private void checkType(String place, Element typed) {
    String type = typed.text("type").orElse("");
    if (PRIMITIVES.contains(type) && typed.text("import").isEmpty()) {
      return;
    }
    if (!isImported(place, typed)) {
      return;
    }
    Optional<ModuleFile> from = module.imported(typed);
    if (from.isEmpty() || from.get().kind(type).isPresent()) {
      return;
    }
    String elsewhere =
        module.imports().stream()
            .filter(other -> other.kind(type).isPresent())
            .findFirst()
            .map(other -> "; it is one of " + other.name() + ", so add import: " + other.name())
            .orElseGet(
                () ->
                    known(
                        ModuleFile.TYPES.stream()
                            .flatMap(l -> from.get().root().children(l).stream())));
    problems.add(
        place
            + " has the type '"
            + type
            + "', which "
            + (from.get().is(module)
                ? "is neither primitive nor declared"
                : from.get().name() + " does not declare")
            + elsewhere);
  }

  private static String known(Stream<Element> elements) {
    List<String> names = elements.map(Element::name).sorted().toList();
    return names.isEmpty() ? "; there are none" : "; there are " + String.join(", ", names);
  }

  private void checkUnique(String place, String list, List<Element> elements) {
    Set<String> names = new HashSet<>();
    for (Element each : elements) {
      if (!names.add(each.name())) {
        problems.add(place + " has two " + list + " with the name '" + each.name() + "'");
      }
    }
  }

  private void checkEnum(Element type) {
    String place = "enum '" + type.name() + "'";
    checkUnique(place, "members", type.children("members"));
    Map<Long, String> known = new HashMap<>();
    long next = 0;
    for (Element member : type.children("members")) {
      Object value = member.values().get("value");
      long number = value == null ? next : ((Number) value).longValue();
      String other = known.putIfAbsent(number, member.name());
      if (other != null) {
        problems.add(
            place
                + " has the value "
                + number
                + " twice, as '"
                + other
                + "' and '"
                + member.name()
                + "'");
      }
      next = number + 1;
    }
  }
}
