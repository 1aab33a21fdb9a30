package io.mqttremoting.internal.model;

import io.mqttremoting.api.Property;
import io.mqttremoting.api.Subscription;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** Groups the methods of properties by name and distinguishes them by their signatures. */
final class PropertyReader {
  private final Problems problems;
  private final Map<TypeVariable<?>, Type> bindings;
  private final HandlerReader handlers;
  private final ErrorReader errors;
  private final MemberNames names;

  PropertyReader(Problems problems, Map<TypeVariable<?>, Type> bindings) {
    this.problems = problems;
    this.bindings = bindings;
    this.handlers = new HandlerReader(problems, bindings);
    this.errors = new ErrorReader(problems);
    this.names = new MemberNames(problems, "@Property");
  }

  List<PropertyModel> read(List<Method> methods) {
    Map<String, Parts> byName = new LinkedHashMap<>();
    for (Method method : methods) {
      sort(method, byName);
    }
    return byName.entrySet().stream()
        .flatMap(entry -> assemble(entry.getKey(), entry.getValue()).stream())
        .toList();
  }

  private void sort(Method method, Map<String, Parts> byName) {
    Class<?> result = method.getReturnType();
    int parameters = method.getParameterCount();
    Optional<String> name;
    if (result == Subscription.class) {
      name = Names.between("on", method.getName(), "Changed");
      name.ifPresent(found -> byName.computeIfAbsent(found, Parts::new).adders.add(method));
    } else if (parameters == 0 && result != void.class) {
      name =
          Names.after("get", method.getName())
              .or(
                  () ->
                      result == boolean.class
                          ? Names.after("is", method.getName())
                          : Optional.empty());
      name.ifPresent(found -> byName.computeIfAbsent(found, Parts::new).getters.add(method));
    } else if (parameters == 1 && (result == void.class || result == CompletableFuture.class)) {
      name = Names.after("set", method.getName());
      name.ifPresent(found -> byName.computeIfAbsent(found, Parts::new).setters.add(method));
    } else {
      name = Optional.empty();
    }
    if (name.isEmpty()) {
      String given = method.getAnnotation(Property.class).value();
      if (!given.isEmpty()) {
        problems.checkName(method, "@Property", given);
      }
      problems.add(
          method,
          "a @Property method must be one of T getX(), boolean isX(), void setX(T),"
              + " CompletableFuture<T> setX(T) and Subscription onXChanged(Consumer<T>); change its"
              + " signature or its annotation");
    }
  }

  /** The property; empty if there is no getter. All other rules are checked even then. */
  private Optional<PropertyModel> assemble(String javaName, Parts parts) {
    String name = parts.wireName(problems);
    names.check(parts.any(), name);
    parts.checkSingle(problems);
    checkDuplicates(parts);
    Optional<Method> getter = parts.getters.stream().findFirst();
    if (getter.isEmpty()) {
      problems.add(
          parts.any(),
          "@Property '" + name + "' has no getter; add T get" + capitalized(javaName) + "()");
    }
    Optional<Method> setter = parts.setters.stream().findFirst();
    Optional<Declared> declared =
        getter
            .map(method -> new Declared("getter", method, method.getGenericReturnType()))
            .or(() -> setter.map(m -> new Declared("setter", m, m.getGenericParameterTypes()[0])))
            .map(found -> found.resolved(bindings));
    declared.ifPresent(
        known -> {
          problems.checkPayload(known.method(), "the @Property", known.type());
          setter.ifPresent(method -> checkSetter(name, known, method));
        });
    Optional<Method> adder = parts.adders.stream().findFirst();
    Optional<HandlerModel> handler = adder.flatMap(method -> handlers.read(method, "@Property"));
    handler.ifPresent(model -> checkHandler(name, declared, model));
    if (setter.isPresent() && adder.isEmpty()) {
      addUnheardSetter(setter.get(), name, javaName, declared);
    }
    List<ErrorModel> declaredErrors = setter.map(errors::read).orElse(List.of());
    return getter.map(
        method ->
            new PropertyModel(
                name,
                declared.orElseThrow().type(),
                problems.accessible(method),
                setter.map(problems::accessible),
                handler,
                declaredErrors));
  }

  /** Checks the other rules for duplicate methods, which are refused anyway. */
  private void checkDuplicates(Parts parts) {
    Stream<Map.Entry<Method, Type>> results =
        parts.getters.stream()
            .skip(1)
            .map(method -> Map.entry(method, method.getGenericReturnType()));
    Stream<Map.Entry<Method, Type>> parameters =
        parts.setters.stream()
            .skip(1)
            .map(method -> Map.entry(method, method.getGenericParameterTypes()[0]));
    Stream.concat(results, parameters)
        .forEach(
            duplicate ->
                problems.checkPayload(
                    duplicate.getKey(),
                    "the @Property",
                    Types.resolve(duplicate.getValue(), bindings)));
    parts.adders.stream().skip(1).forEach(method -> handlers.read(method, "@Property"));
  }

  private void addUnheardSetter(
      Method setter, String name, String javaName, Optional<Declared> declared) {
    problems.add(
        setter,
        "@Property '"
            + name
            + "' has a setter but no change handler; add Subscription on"
            + capitalized(javaName)
            + "Changed("
            + consumer(declared)
            + " handler)");
  }

  private void checkSetter(String name, Declared declared, Method setter) {
    Type parameter = Types.resolve(setter.getGenericParameterTypes()[0], bindings);
    if (!parameter.equals(declared.type())) {
      addTypeMismatch(setter, name, declared, "the setter", parameter);
    }
    if (setter.getReturnType() != void.class) {
      checkConfirmation(declared.type(), setter);
    }
  }

  private void checkConfirmation(Type type, Method setter) {
    Type result = Types.resolve(setter.getGenericReturnType(), bindings);
    Type confirmed =
        result instanceof ParameterizedType future
            ? future.getActualTypeArguments()[0]
            : Object.class;
    if (!confirmed.equals(Types.boxed(type))) {
      problems.add(
          setter,
          "the future of a @Property setter must have the type of the property;"
              + " return CompletableFuture<"
              + Types.show(Types.boxed(type))
              + ">");
    }
  }

  private void checkHandler(String name, Optional<Declared> declared, HandlerModel handler) {
    if (handler.parameters().size() != 1) {
      problems.add(
          handler.adder(),
          "the handler of @Property '"
              + name
              + "' must have one parameter, the new value; use a "
              + consumer(declared));
      return;
    }
    Type parameter = handler.parameters().get(0).type();
    if (Types.whyNotFullyKnown(parameter).isEmpty()) {
      declared
          .filter(known -> !Types.boxed(parameter).equals(Types.boxed(known.type())))
          .ifPresent(
              known -> addTypeMismatch(handler.adder(), name, known, "the handler", parameter));
    }
  }

  private void addTypeMismatch(
      Method method, String name, Declared declared, String what, Type found) {
    problems.add(
        method,
        "@Property '"
            + name
            + "' has type "
            + Types.show(declared.type())
            + " by its "
            + declared.by()
            + ", but "
            + what
            + " takes "
            + Types.show(found)
            + "; use the same type for both");
  }

  private static String consumer(Optional<Declared> declared) {
    String shown = declared.map(known -> Types.show(Types.boxed(known.type()))).orElse("T");
    return "Consumer<" + shown + ">";
  }

  private static String capitalized(String name) {
    return Character.toUpperCase(name.charAt(0)) + name.substring(1);
  }

  /** The type of a property and the method that declares it: the getter, else the setter. */
  private record Declared(String by, Method method, Type type) {
    Declared resolved(Map<TypeVariable<?>, Type> bindings) {
      return new Declared(by, method, Types.resolve(type, bindings));
    }
  }

  /** The methods of one property before they are checked. */
  private static final class Parts {
    private final String javaName;
    private final List<Method> getters = new ArrayList<>();
    private final List<Method> setters = new ArrayList<>();
    private final List<Method> adders = new ArrayList<>();

    Parts(String javaName) {
      this.javaName = javaName;
    }

    private List<Method> all() {
      List<Method> all = new ArrayList<>(getters);
      all.addAll(setters);
      all.addAll(adders);
      return all;
    }

    Method any() {
      return all().get(0);
    }

    String wireName(Problems problems) {
      List<String> given =
          all().stream()
              .map(method -> method.getAnnotation(Property.class).value())
              .filter(name -> !name.isEmpty())
              .distinct()
              .toList();
      if (given.size() > 1) {
        problems.add(
            any(), "the methods of one @Property have the different names " + given + "; keep one");
      }
      return given.isEmpty() ? javaName : given.get(0);
    }

    void checkSingle(Problems problems) {
      for (List<Method> methods : List.of(getters, setters, adders)) {
        if (methods.size() > 1) {
          problems.add(
              methods.get(1),
              "@Property '"
                  + javaName
                  + "' has this method twice; keep "
                  + Problems.key(methods.get(0)));
        }
      }
    }
  }
}
