package io.mqttremoting.internal.contracts.source;

import io.mqttremoting.Contract;
import io.mqttremoting.api.ContractModel;
import io.mqttremoting.internal.contracts.Element;
import io.mqttremoting.internal.contracts.ModuleFile;
import io.mqttremoting.internal.contracts.Resolution;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.lang.model.SourceVersion;

/** Writes a module as Java sources, as a person would write them who knows the contract. */
public final class JavaWriter {
  /** The level of topics that is before operations in the mapping for MQTT 3.1.1. */
  private static final String RESERVED = "v3";

  private final ModuleFile module;
  private final UnaryOperator<String> packages;
  private final Resolution.Declarations declarations;
  private final Map<String, String> classes = new HashMap<>();
  private final Map<String, String> errors = new TreeMap<>();
  private final Map<String, String> interfaces = new HashMap<>();
  private final Set<String> own = new HashSet<>();
  private final SortedMap<String, String> files = new TreeMap<>();
  private final List<String> warnings = new ArrayList<>();

  private JavaWriter(ModuleFile module, UnaryOperator<String> packages) {
    this.module = module;
    this.packages = packages;
    this.declarations = Resolution.declarations(module);
  }

  /**
   * The sources of a module.
   *
   * @param packages maps the names of modules to packages
   */
  public static JavaWriter of(ModuleFile module, UnaryOperator<String> packages) {
    JavaWriter writer = new JavaWriter(module, packages);
    writer.nameAll();
    writer.writeAll();
    return writer;
  }

  /** The texts by their paths. */
  public SortedMap<String, String> files() {
    return files;
  }

  /** What the sources cannot say. */
  public List<String> warnings() {
    return warnings;
  }

  private String packageOf(ModuleFile of) {
    String given = packages.apply(of.name());
    String name = given.equals(of.name()) ? JavaNames.packageOf(given) : given;
    if (!SourceVersion.isName(name)) {
      throw new IllegalArgumentException(
          "'" + name + "' for the module " + of.name() + " is not the name of a Java package");
    }
    return name;
  }

  /** One of the contracts; each has all types. */
  private ContractModel withTypes() {
    return declarations.contracts().get(0).model();
  }

  private void nameAll() {
    for (Element each : module.root().children("interfaces")) {
      String type = JavaNames.unique(JavaNames.interfaceType(each.name()), own);
      own.add(type);
      interfaces.put(each.name(), type);
    }
    declarations
        .types()
        .forEach(
            (name, id) -> {
              if (id.kind().equals("externs")) {
                classes.put(name, extern(id));
              } else {
                String type = JavaNames.type(id.name());
                if (id.module().is(module)) {
                  type = JavaNames.unique(type, own);
                  own.add(type);
                }
                classes.put(name, packageOf(id.module()) + "." + type);
              }
            });
    Set<String> names = new TreeSet<>();
    for (Contract contract : declarations.contracts()) {
      contract.model().operations().forEach(operation -> names.addAll(operation.errors()));
      contract.model().properties().forEach(property -> names.addAll(property.errors()));
    }
    for (String error : names) {
      String type = JavaNames.unique(JavaNames.exception(error), own);
      own.add(type);
      errors.put(error, packageOf(module) + "." + type);
    }
  }

  /** The class of an external type, from {@code java.package} and {@code java.name} in its meta. */
  private String extern(Resolution.TypeId id) {
    Map<String, Object> meta =
        id.module().root().find("externs", id.name()).map(Element::meta).orElse(Map.of());
    String type =
        meta.get("java.package")
            + "."
            + Objects.requireNonNullElse(meta.get("java.name"), id.name());
    if (meta.containsKey("java.package") && SourceVersion.isName(type)) {
      return type;
    }
    warnings.add(
        "extern '"
            + id.name()
            + "' is any value, an Object: its meta has no java.package and java.name");
    return "java.lang.Object";
  }

  private SourceFile file(String type) {
    Set<String> others = new HashSet<>(own);
    others.remove(type);
    return new SourceFile(packageOf(module), type, others);
  }

  private void add(SourceFile file) {
    files.put(file.path(), file.text());
  }

  private void writeAll() {
    JavaTypes types = new JavaTypes(classes);
    for (Element each : module.root().children("interfaces")) {
      writeInterface(each, types);
    }
    Map<String, List<String>> variants = variants();
    for (ContractModel.Definition type : withTypes().types()) {
      Resolution.TypeId id = declarations.types().get(type.name());
      if (id != null && id.module().is(module) && !id.kind().equals("externs")) {
        writeType(type, types, variants.getOrDefault(type.name(), List.of()));
      }
    }
    errors.forEach(
        (error, qualified) -> {
          String type = simple(qualified);
          SourceFile file = file(type);
          new TypeSource(file, types, type).write(error);
          add(file);
        });
    module.root().text("description").ifPresent(this::writePackage);
  }

  private static String simple(String qualified) {
    return qualified.substring(qualified.lastIndexOf('.') + 1);
  }

  /** The sealed interfaces of each struct. */
  private Map<String, List<String>> variants() {
    Map<String, List<String>> variants = new HashMap<>();
    for (ContractModel.Definition type : withTypes().types()) {
      if (type instanceof ContractModel.Union union) {
        union
            .variants()
            .forEach(
                variant ->
                    variants
                        .computeIfAbsent(variant.type().name(), name -> new ArrayList<>())
                        .add(Objects.requireNonNull(classes.get(union.name()))));
      }
    }
    return variants;
  }

  private void writeType(ContractModel.Definition type, JavaTypes types, List<String> unions) {
    String simple = simple(Objects.requireNonNull(classes.get(type.name())));
    SourceFile file = file(simple);
    TypeSource source = new TypeSource(file, types, simple);
    if (type instanceof ContractModel.Struct struct) {
      source.write(struct, unions);
    } else if (type instanceof ContractModel.Enumeration enumeration) {
      enumeration.constants().stream()
          .map(ContractModel.Constant::name)
          .filter(name -> !SourceVersion.isName(name))
          .forEach(
              name ->
                  warnings.add(
                      "constant '"
                          + name
                          + "' of "
                          + type.name()
                          + " is a keyword of Java and is called "
                          + JavaNames.variable(name)));
      source.write(enumeration);
    } else {
      source.write((ContractModel.Union) type);
    }
    add(file);
  }

  private void writeInterface(Element described, JavaTypes types) {
    ContractModel contract =
        declarations.contracts().stream()
            .map(Contract::model)
            .filter(model -> model.name().equals(described.name()))
            .findFirst()
            .orElseThrow();
    String type = Objects.requireNonNull(interfaces.get(described.name()));
    if (described.find("operations", RESERVED).isPresent()) {
      warnings.add(
          "operation '"
              + RESERVED
              + "' of "
              + described.name()
              + " has a name that the topics of calls reserve: rename it");
    }
    SourceFile file = file(type);
    new InterfaceSource(file, types, errors)
        .write(inOrder(contract, described), type, base(described), packageOf(module));
    add(file);
  }

  private Optional<String> base(Element described) {
    return module
        .base(described)
        .map(
            base ->
                packageOf(base.module())
                    + "."
                    + (base.module().is(module)
                        ? interfaces.get(base.anInterface().name())
                        : JavaNames.interfaceType(base.anInterface().name())));
  }

  /** The contract with its members in the order of the module. */
  private static ContractModel inOrder(ContractModel contract, Element described) {
    return new ContractModel(
        contract.module(),
        contract.name(),
        contract.version(),
        contract.description(),
        ordered(described, "properties")
            .flatMap(name -> contract.properties().stream().filter(p -> p.name().equals(name)))
            .toList(),
        ordered(described, "operations")
            .flatMap(name -> contract.operations().stream().filter(o -> o.name().equals(name)))
            .toList(),
        ordered(described, "signals")
            .flatMap(name -> contract.signals().stream().filter(s -> s.name().equals(name)))
            .toList(),
        contract.types());
  }

  private static Stream<String> ordered(Element described, String list) {
    return described.children(list).stream().map(Element::name);
  }

  private void writePackage(String description) {
    SourceFile javadoc = new SourceFile(packageOf(module), "package-info", Set.of());
    javadoc.javadoc("", description, List.of());
    javadoc.line("package " + packageOf(module) + ";");
    files.put(javadoc.path(), javadoc.lines());
  }
}
