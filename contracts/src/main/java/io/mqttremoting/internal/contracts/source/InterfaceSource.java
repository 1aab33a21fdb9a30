package io.mqttremoting.internal.contracts.source;

import io.mqttremoting.api.ContractModel;
import io.mqttremoting.api.ContractModel.Field;
import io.mqttremoting.api.Description;
import io.mqttremoting.api.Operation;
import io.mqttremoting.api.Property;
import io.mqttremoting.api.RemoteInterface;
import io.mqttremoting.api.Signal;
import io.mqttremoting.api.Subscription;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Writes an interface. */
final class InterfaceSource {
  private final SourceFile file;
  private final JavaTypes types;
  private final Map<String, String> errors;
  private final Set<String> methods = new HashSet<>();
  private final List<Runnable> handlers = new ArrayList<>();

  /**
   * Begins.
   *
   * @param errors the qualified names of the exceptions for errors
   */
  InterfaceSource(SourceFile file, JavaTypes types, Map<String, String> errors) {
    this.file = file;
    this.types = types;
    this.errors = errors;
  }

  /**
   * Writes the interface.
   *
   * @param type its simple name in Java
   * @param base the qualified name of the interface that it extends
   */
  void write(ContractModel contract, String type, Optional<String> base, String packageName) {
    file.javadoc("", contract.description(), List.of());
    List<String> settings = new ArrayList<>();
    if (!contract.module().equals(packageName)) {
      settings.add("module = " + SourceFile.literal(contract.module()));
    }
    if (!contract.name().equals(JavaNames.derivedInterface(type))) {
      settings.add("name = " + SourceFile.literal(contract.name()));
    }
    contract.version().ifPresent(v -> settings.add("version = " + SourceFile.literal(v)));
    file.line(
        "@"
            + file.name(RemoteInterface.class)
            + (settings.isEmpty() ? "" : "(" + String.join(", ", settings) + ")"));
    describe("", contract.description());
    String extending = base.map(name -> " extends " + file.name(name)).orElse("");
    boolean isEmpty =
        contract.properties().isEmpty()
            && contract.operations().isEmpty()
            && contract.signals().isEmpty();
    file.line("public interface " + type + extending + (isEmpty ? " {}" : " {"));
    if (isEmpty) {
      return;
    }
    boolean isFirst = true;
    for (Runnable member : members(contract)) {
      if (!isFirst) {
        file.line("");
      }
      isFirst = false;
      member.run();
    }
    for (Runnable handler : handlers) {
      file.line("");
      handler.run();
    }
    file.line("}");
  }

  private List<Runnable> members(ContractModel contract) {
    List<Runnable> members = new ArrayList<>();
    contract.properties().forEach(property -> members.add(() -> write(property)));
    contract.operations().forEach(operation -> members.add(() -> write(operation)));
    contract.signals().forEach(signal -> members.add(() -> write(signal)));
    return members;
  }

  private void describe(String indent, String description) {
    if (!description.isEmpty()) {
      file.line(
          indent
              + "@"
              + file.name(Description.class)
              + "("
              + SourceFile.literal(description)
              + ")");
    }
  }

  private void annotate(Class<?> annotation, String name, String derived) {
    String given = name.equals(derived) ? "" : "(" + SourceFile.literal(name) + ")";
    file.line("  @" + file.name(annotation) + given);
  }

  private void write(ContractModel.Property property) {
    String type = types.of(property.type(), file);
    String getter = type.equals("boolean") ? "is" : "get";
    String base = newBase(getter, JavaNames.capitalized(JavaNames.camel(property.name())));
    file.javadoc("  ", property.description(), List.of());
    annotate(Property.class, property.name(), JavaNames.derived(base));
    describe("  ", property.description());
    file.line("  " + type + " " + getter + base + "();");
    String boxed = types.boxed(property.type(), file);
    if (!property.readOnly()) {
      file.line("");
      file.line("  @" + file.name(Property.class));
      String result =
          property.confirmed() ? file.name(CompletableFuture.class) + "<" + boxed + ">" : "void";
      String value = JavaNames.variable(JavaNames.decapitalized(base));
      file.declaration(
          "  ",
          result + " set" + base,
          List.of(type + " " + value),
          thrown(property.errors()),
          ";");
    }
    file.line("");
    file.line("  @" + file.name(Property.class));
    file.declaration(
        "  ",
        file.name(Subscription.class) + " on" + base + "Changed",
        List.of(file.name(Consumer.class) + "<" + boxed + "> handler"),
        "",
        ";");
  }

  /** What follows {@code get}, {@code set} and {@code on} in the methods of a property. */
  private String newBase(String getter, String name) {
    String free = name.equals("Class") ? "Class_" : name; // each object has getClass
    String base = free;
    for (int i = 2; isTaken(getter, base); i++) {
      base = free + i;
    }
    methods.addAll(List.of(getter + base, "set" + base, "on" + base + "Changed"));
    return base;
  }

  private boolean isTaken(String getter, String base) {
    return methods.contains(getter + base)
        || methods.contains("set" + base)
        || methods.contains("on" + base + "Changed");
  }

  private String thrown(List<String> names) {
    List<String> exceptions =
        names.stream().map(error -> file.name(errors.getOrDefault(error, error))).toList();
    return exceptions.isEmpty() ? "" : "throws " + String.join(", ", exceptions);
  }

  private void write(ContractModel.Operation operation) {
    String name = JavaNames.unique(JavaNames.method(operation.name()), methods);
    methods.add(name);
    file.javadoc("  ", operation.description(), tags(operation.parameters()));
    List<String> settings = new ArrayList<>();
    boolean isNamed = !name.equals(operation.name());
    operation.timeout().ifPresent(timeout -> settings.add("timeoutMillis = " + timeout.toMillis()));
    if (operation.oneWay()) {
      settings.add("oneWay = true");
    }
    if (isNamed) {
      String literal = SourceFile.literal(operation.name());
      settings.add(0, settings.isEmpty() ? literal : "value = " + literal);
    }
    file.line(
        "  @"
            + file.name(Operation.class)
            + (settings.isEmpty() ? "" : "(" + String.join(", ", settings) + ")"));
    describe("  ", operation.description());
    String result = operation.result().map(type -> types.of(type, file)).orElse("void");
    file.declaration(
        "  ",
        result + " " + name,
        parameters(operation.parameters()),
        thrown(operation.errors()),
        ";");
  }

  private static List<String> tags(List<Field> parameters) {
    List<String> tags = new ArrayList<>();
    Names names = new Names();
    for (Field parameter : parameters) {
      String name = names.of(parameter);
      if (!parameter.description().isEmpty()) {
        tags.add("@param " + name + " " + parameter.description());
      }
    }
    return tags;
  }

  private List<String> parameters(List<Field> parameters) {
    Names names = new Names();
    List<String> declared = new ArrayList<>();
    for (Field parameter : parameters) {
      String description =
          parameter.description().isEmpty()
              ? ""
              : "@"
                  + file.name(Description.class)
                  + "("
                  + SourceFile.literal(parameter.description())
                  + ") ";
      declared.add(description + types.of(parameter.type(), file) + " " + names.of(parameter));
    }
    return declared;
  }

  /** The names of the parameters of a method. */
  private static final class Names {
    private final Set<String> taken = new HashSet<>();

    String of(Field parameter) {
      String name = JavaNames.unique(JavaNames.variable(parameter.name()), taken);
      taken.add(name);
      return name;
    }
  }

  private void write(ContractModel.Signal signal) {
    String camel = JavaNames.capitalized(JavaNames.camel(signal.name()));
    String method = JavaNames.unique("on" + camel, methods);
    methods.add(method);
    String base = method.substring("on".length());
    file.javadoc("  ", signal.description(), List.of());
    annotate(Signal.class, signal.name(), JavaNames.derived(base));
    describe("  ", signal.description());
    file.declaration(
        "  ",
        file.name(Subscription.class) + " " + method,
        List.of(handler(base, signal.parameters()) + " handler"),
        "",
        ";");
  }

  /** The type of a handler: one of Java, or one with the names of the arguments. */
  private String handler(String base, List<Field> parameters) {
    if (parameters.isEmpty()) {
      return file.name(Runnable.class);
    }
    if (parameters.size() == 1 && parameters.get(0).description().isEmpty()) {
      return file.name(Consumer.class) + "<" + types.boxed(parameters.get(0).type(), file) + ">";
    }
    String type = base + "Handler";
    handlers.add(
        () -> {
          file.line("  /** Gets the arguments of {@link #on" + base + "}. */");
          file.line("  @" + file.name(FunctionalInterface.class));
          file.line("  interface " + type + " {");
          file.declaration("    ", "void on" + base, parameters(parameters), "", ";");
          file.line("  }");
        });
    return type;
  }
}
