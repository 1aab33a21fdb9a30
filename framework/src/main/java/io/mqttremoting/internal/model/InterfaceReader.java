package io.mqttremoting.internal.model;

import io.mqttremoting.api.Operation;
import io.mqttremoting.api.Property;
import io.mqttremoting.api.RemoteInterface;
import io.mqttremoting.api.Signal;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Reads annotated interfaces into models, each only once, and checks all rules. */
public final class InterfaceReader {
  private static final ClassValue<Found> FOUND =
      new ClassValue<>() {
        @Override
        protected Found computeValue(Class<?> type) {
          InterfaceReader reader = new InterfaceReader(type);
          return new Found(reader.read(), reader.problems);
        }
      };

  /** An interface and the rules that it breaks. */
  private record Found(InterfaceModel model, Problems problems) {}

  private final Class<?> type;
  private final Problems problems;

  private InterfaceReader(Class<?> type) {
    this.type = type;
    this.problems = new Problems(type);
  }

  /**
   * The model of {@code type}.
   *
   * @throws IllegalArgumentException if the interface breaks rules; the message lists all of them,
   *     each with the method, the annotation and the fix
   */
  public static InterfaceModel read(Class<?> type) {
    Found found = FOUND.get(type);
    found.problems().throwIfAny();
    return found.model();
  }

  /**
   * The model of {@code type}, after checking that {@code end} can send and receive its payload
   * types.
   *
   * @throws IllegalArgumentException as {@link #read(Class)}, also if a payload type breaks {@code
   *     rules}
   */
  public static InterfaceModel read(Class<?> type, End end, PayloadRules rules) {
    Found found = FOUND.get(type);
    Problems problems = found.problems().copy();
    new PayloadChecker(problems, end, rules).check(found.model());
    problems.throwIfAny();
    return found.model();
  }

  /**
   * The remote interfaces of {@code implementation}, also inherited ones, in the order in which
   * Java lists them.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static List<Class<?>> interfacesOf(Class<?> implementation) {
    Set<Class<?>> found = new LinkedHashSet<>();
    for (Class<?> c = implementation; c != null; c = c.getSuperclass()) {
      addRemoteInterfaces(c, found);
    }
    if (found.isEmpty()) {
      throw new IllegalArgumentException(
          implementation.getName()
              + " implements no interface with @RemoteInterface; annotate the interface to serve");
    }
    return List.copyOf(found);
  }

  private static void addRemoteInterfaces(Class<?> type, Set<Class<?>> found) {
    for (Class<?> parent : type.getInterfaces()) {
      if (parent.isAnnotationPresent(RemoteInterface.class)) {
        found.add(parent);
      }
      addRemoteInterfaces(parent, found);
    }
  }

  private void checkModule(String module) {
    if (module.isEmpty()) {
      problems.add(
          "the interface is in no package, so it needs a module; add one with"
              + " @RemoteInterface(module = \"name\")");
      return;
    }
    problems.checkName("module", module);
    if (module.equals(InterfaceModel.RESERVED_MODULE)) {
      problems.add(
          "the module '"
              + module
              + "' is reserved for connection statuses; choose another with"
              + " @RemoteInterface(module = \"name\")");
    }
    if (module.startsWith(Address.INSTANCE_MARK)) {
      problems.add(
          "the module '"
              + module
              + "' starts with '@', which marks instances; choose another with"
              + " @RemoteInterface(module = \"name\")");
    }
  }

  private void checkVersion(String version) {
    if (!version.isEmpty() && !version.matches("\\d{1,9}(\\.\\d{1,9}){1,9}")) {
      problems.add(
          "the version '"
              + version
              + "' must be two or more numbers with dots, such as 1.2; correct it in"
              + " @RemoteInterface(version = \"1.2\")");
    }
  }

  private InterfaceModel read() {
    checkAnnotated();
    problems.throwIfAny(); // the checks below apply only to remote interfaces
    checkDeclaration();
    String module = module();
    String name = name();
    checkModule(module);
    problems.checkName("name", name);

    checkVersion(type.getAnnotation(RemoteInterface.class).version());
    Map<TypeVariable<?>, Type> bindings = Types.bindings(type);
    for (TypeVariable<?> own : type.getTypeParameters()) {
      bindings.put(own, Object.class); // already reported; do not report it for each method
    }
    Collection<Method> methods = new MethodCollector(problems, bindings).collect(type);
    List<PropertyModel> properties =
        new PropertyReader(problems, bindings).read(annotated(methods, Property.class));
    List<OperationModel> operations =
        new OperationReader(problems, bindings).read(annotated(methods, Operation.class));
    HandlerReader handlers = new HandlerReader(problems, bindings);
    List<SignalModel> signals =
        annotated(methods, Signal.class).stream()
            .flatMap(method -> handlers.readSignal(method).stream())
            .toList();
    return new InterfaceModel(
        type,
        new Address(module, name),
        sorted(properties, PropertyModel::name),
        sorted(operations, OperationModel::name),
        sorted(signals, SignalModel::name));
  }

  private void checkAnnotated() {
    if (!type.isInterface() || type.isAnnotation()) {
      problems.add("a remote interface must be an interface, not a class; pass the interface");
    } else if (!type.isAnnotationPresent(RemoteInterface.class)) {
      problems.add("a remote interface must have the annotation @RemoteInterface; add it");
    }
  }

  private void checkDeclaration() {
    problems.checkOpen();
    if (type.getTypeParameters().length > 0) {
      problems.add(
          "a remote interface must not have type parameters; extend it with an interface that sets"
              + " them, and annotate that one");
    }
    if (type.isSealed()) {
      problems.add(
          "a remote interface must not be sealed, because clients implement it; remove 'sealed'");
    }
  }

  private String module() {
    String given = type.getAnnotation(RemoteInterface.class).module();
    return given.isEmpty() ? type.getPackageName() : given;
  }

  private String name() {
    String given = type.getAnnotation(RemoteInterface.class).name();
    if (!given.isEmpty()) {
      return given;
    }
    String simple = type.getSimpleName();
    return simple.matches("I\\p{Lu}.*") ? simple.substring(1) : simple;
  }

  private static List<Method> annotated(
      Collection<Method> methods, Class<? extends Annotation> kind) {
    return methods.stream().filter(method -> method.isAnnotationPresent(kind)).toList();
  }

  private static <M> List<M> sorted(List<M> members, Function<M, String> nameOf) {
    List<M> sorted = new ArrayList<>(members);
    sorted.sort(Comparator.comparing(nameOf));
    return List.copyOf(sorted);
  }
}
