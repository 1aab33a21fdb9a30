package io.mqttremoting.internal.contracts;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An ApiGear module.
 *
 * @param root its tree, in ApiGear's {@link Shape shape}; must not be changed
 * @param imports the modules that it imports
 */
public record ModuleFile(Element root, List<ModuleFile> imports) {
  /** The lists of a module whose elements are types. */
  static final List<String> TYPES = List.of("interfaces", "structs", "enums", "externs");

  /** Of a module's {@code meta}: the JSON Schema of types that ApiGear cannot say. */
  public static final String DEFINITIONS = "$defs";

  /**
   * Reads a module.
   *
   * @param text YAML or JSON
   * @param label what it is called in messages
   * @param imports the modules that it imports
   * @throws IllegalArgumentException if it breaks rules
   */
  public static ModuleFile parse(String text, String label, List<ModuleFile> imports) {
    Object tree = Yaml.read(text, label);
    List<String> problems = new ArrayList<>(Shape.problems(tree));
    ModuleFile module = new ModuleFile(new Element(withoutNothing(Element.map(tree))), imports);
    if (problems.isEmpty()) {
      problems.addAll(Rules.problems(module, true));
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(broken(label + " is not an ApiGear module", problems));
    }
    return module.withValues();
  }

  /** With the values of enums that are left out: each is one more than the last. */
  private ModuleFile withValues() {
    List<Map<String, Object>> enums = new ArrayList<>();
    for (Element type : root.children("enums")) {
      List<Map<String, Object>> members = new ArrayList<>();
      for (Element member : type.children("members")) {
        Map<String, Object> copy = new LinkedHashMap<>(member.values());
        Object value = copy.get("value");
        copy.put("value", value == null ? next(members) : ((Number) value).longValue());
        members.add(copy);
      }
      Map<String, Object> copy = new LinkedHashMap<>(type.values());
      Element.putIfAny(copy, "members", members);
      enums.add(copy);
    }
    Map<String, Object> copy = new LinkedHashMap<>(root.values());
    Element.putIfAny(copy, "enums", enums);
    return new ModuleFile(new Element(copy), imports);
  }

  private static long next(List<Map<String, Object>> members) {
    return members.isEmpty()
        ? 0
        : (long) members.get(members.size() - 1).getOrDefault("value", 0L) + 1;
  }

  /** A message that lists problems. */
  static String broken(String what, List<String> problems) {
    return what
        + (problems.size() == 1 ? ", a rule is broken:" : ", rules are broken:")
        + String.join("", problems.stream().map(problem -> "\n- " + problem).toList());
  }

  /**
   * Without the keys that have no value, such as {@code structs:} alone, and without the end of the
   * line that block texts have.
   */
  private static Map<String, Object> withoutNothing(Map<String, Object> tree) {
    Map<String, Object> copy = new LinkedHashMap<>();
    tree.forEach(
        (key, value) -> {
          if (value instanceof String text && key.equals("description")) {
            Element.putIfAny(copy, key, text.strip());
          } else if (value != null) {
            copy.put(key, key.equals("meta") ? value : cleaned(value));
          }
        });
    return copy;
  }

  private static Object cleaned(Object value) {
    if (value instanceof List<?> list) {
      return list.stream().map(ModuleFile::cleaned).toList();
    }
    return value instanceof Map ? withoutNothing(Element.map(value)) : value;
  }

  /** Whether this is the same module: names are unique among modules that import each other. */
  public boolean is(ModuleFile other) {
    return name().equals(other.name());
  }

  /** The name, as in topics. */
  public String name() {
    return root.name();
  }

  /** An interface. */
  public Optional<Element> anInterface(String name) {
    return root.find("interfaces", name);
  }

  /** The module that an element's {@code import} names: this one if it names none. */
  public Optional<ModuleFile> imported(Element element) {
    Optional<String> name = element.text("import");
    if (name.isEmpty() || name.get().equals(name())) {
      return Optional.of(this);
    }
    return imports.stream().filter(module -> module.name().equals(name.get())).findFirst();
  }

  /** The list of the module that declares a type; empty if none does. */
  public Optional<String> kind(String type) {
    return TYPES.stream().filter(list -> root.find(list, type).isPresent()).findFirst();
  }

  /** The JSON Schema of the types that ApiGear cannot say, by their names. */
  public Map<String, Object> definitions() {
    return Element.map(root.meta().get(DEFINITIONS));
  }

  /** The interface that one extends, with its module. */
  public Optional<Base> base(Element anInterface) {
    @Nullable Element base = anInterface.child("extends").orElse(null);
    return base == null
        ? Optional.empty()
        : imported(base)
            .flatMap(
                module -> module.anInterface(base.name()).map(found -> new Base(module, found)));
  }

  /**
   * An interface that another extends.
   *
   * @param module its module
   */
  public record Base(ModuleFile module, Element anInterface) {
    /** Whether this is the same interface. */
    boolean is(ModuleFile other, Element otherInterface) {
      return module.name().equals(other.name()) && anInterface.name().equals(otherInterface.name());
    }
  }

  /** All elements of the interfaces and structs that have a type. */
  public static Stream<Element> typed(Element interfaceOrStruct) {
    return Stream.concat(
        Stream.of("properties", "fields").flatMap(key -> interfaceOrStruct.children(key).stream()),
        Stream.of("operations", "signals")
            .flatMap(key -> interfaceOrStruct.children(key).stream())
            .flatMap(
                member ->
                    Stream.concat(
                        member.children("params").stream(), member.child("return").stream())));
  }
}
