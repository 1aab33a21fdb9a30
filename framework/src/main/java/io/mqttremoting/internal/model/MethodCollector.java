package io.mqttremoting.internal.model;

import io.mqttremoting.api.Operation;
import io.mqttremoting.api.Property;
import io.mqttremoting.api.Signal;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds the remote methods of an interface, including inherited ones. */
final class MethodCollector {
  private static final List<Class<? extends Annotation>> KINDS =
      List.of(Property.class, Operation.class, Signal.class);

  private final Problems problems;
  private final Map<TypeVariable<?>, Type> bindings;

  MethodCollector(Problems problems, Map<TypeVariable<?>, Type> bindings) {
    this.problems = problems;
    this.bindings = bindings;
  }

  /** The methods with an annotation, one for each signature, in a stable order. */
  Collection<Method> collect(Class<?> type) {
    checkPrivateMethods(type);
    Map<String, List<Method>> bySignature =
        Stream.of(type.getMethods())
            .filter(method -> !method.isSynthetic() && !isLocal(method))
            .sorted(Comparator.comparing(Method::toGenericString))
            .collect(
                Collectors.groupingBy(
                    method -> Types.signature(method, bindings),
                    LinkedHashMap::new,
                    Collectors.toList()));
    return bySignature.values().stream().map(this::choose).filter(this::isRemote).toList();
  }

  private void checkPrivateMethods(Class<?> type) {
    for (Class<?> parent : withParents(type)) {
      Stream.of(parent.getDeclaredMethods())
          .filter(method -> Modifier.isPrivate(method.getModifiers()))
          .sorted(Comparator.comparing(Method::toGenericString))
          .forEach(
              method ->
                  kindsOf(method)
                      .forEach(
                          kind ->
                              problems.add(
                                  method, "a private method cannot be remote; remove " + kind)));
    }
  }

  private static Set<Class<?>> withParents(Class<?> type) {
    Set<Class<?>> all = new LinkedHashSet<>(List.of(type));
    for (Class<?> parent : type.getInterfaces()) {
      all.addAll(withParents(parent));
    }
    return all;
  }

  /** Whether this is a method of {@code Object}, which every proxy handles itself. */
  private boolean isLocal(Method method) {
    boolean local = Types.isObjectMethod(method);
    if (local) {
      kindsOf(method)
          .forEach(
              kind ->
                  problems.add(
                      method,
                      "a method of Object cannot be remote; remove "
                          + kind
                          + ", or rename the method"));
    }
    return local;
  }

  /** Chooses from methods with the same signature the one that callers see. */
  private Method choose(List<Method> methods) {
    List<Method> inherited =
        methods.stream()
            .filter(method -> methods.stream().noneMatch(other -> overrides(other, method)))
            .toList();
    List<Method> annotated =
        inherited.stream().filter(method -> !kindsOf(method).isEmpty()).toList();
    List<Method> candidates = annotated.isEmpty() ? inherited : annotated;
    Method first = candidates.get(0);
    for (Method other : candidates) {
      if (!annotations(first).equals(annotations(other))) {
        problems.add(
            first,
            "the annotation differs from that of "
                + Problems.key(other)
                + ", so an interface that inherits both would be ambiguous; redeclare the method"
                + " there with the intended annotation");
      }
    }
    return mostSpecific(candidates, inherited);
  }

  private static boolean overrides(Method one, Method other) {
    Class<?> parent = other.getDeclaringClass();
    return parent != one.getDeclaringClass() && parent.isAssignableFrom(one.getDeclaringClass());
  }

  /** The method with the most specific return type, as the compiler chooses it. */
  private Method mostSpecific(List<Method> candidates, List<Method> inherited) {
    for (Method method : candidates) {
      if (inherited.stream().allMatch(other -> returnsSubtype(method, other))) {
        return method;
      }
    }
    Method first = candidates.get(0);
    inherited.stream()
        .filter(other -> !returnsSubtype(first, other))
        .forEach(
            other ->
                problems.add(
                    first,
                    "returns "
                        + Types.show(result(first))
                        + ", but "
                        + Problems.key(other)
                        + " returns "
                        + Types.show(result(other))
                        + ", so an interface that inherits both would be ambiguous; redeclare the"
                        + " method there with the intended return type"));
    return first;
  }

  private boolean returnsSubtype(Method one, Method other) {
    Type result = result(one);
    Type wider = result(other);
    Class<?> erased = Types.erase(result);
    return erased == Types.erase(wider)
        ? result.equals(wider) || Types.whyNotFullyKnown(wider).isPresent()
        : Types.erase(wider).isAssignableFrom(erased);
  }

  private Type result(Method method) {
    return Types.resolve(method.getGenericReturnType(), bindings);
  }

  private boolean isRemote(Method method) {
    List<String> kinds = kindsOf(method);
    if (kinds.isEmpty() && !Modifier.isAbstract(method.getModifiers())) {
      return false;
    }
    if (KotlinTypes.isSuspending(method)) {
      problems.add(
          method,
          "a suspend function cannot be remote; return CompletableFuture<T>, for which coroutines"
              + " await() without blocking");
      return false;
    }
    if (Modifier.isStatic(method.getModifiers())) {
      problems.add(method, "a static method cannot be remote; remove " + kinds.get(0));
      return false;
    }
    if (kinds.size() != 1) {
      problems.add(
          method,
          "an abstract method must have exactly one of @Property, @Operation and @Signal, but this"
              + " one has "
              + (kinds.isEmpty() ? "none; add one" : kinds + "; keep one"));
      return false;
    }
    return true;
  }

  private static List<String> kindsOf(Method method) {
    return KINDS.stream()
        .filter(method::isAnnotationPresent)
        .map(kind -> "@" + kind.getSimpleName())
        .toList();
  }

  private static List<Annotation> annotations(Method method) {
    return KINDS.stream().<Annotation>map(method::getAnnotation).filter(Objects::nonNull).toList();
  }
}
