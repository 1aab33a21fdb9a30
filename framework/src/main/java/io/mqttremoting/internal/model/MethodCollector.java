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

/** Finds the remote methods of an interface, its own and those of its parents. */
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
    return bySignature.values().stream().map(this::chosen).filter(this::isRemote).toList();
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
                                  method, "a private method is not remote; remove " + kind)));
    }
  }

  private static Set<Class<?>> withParents(Class<?> type) {
    Set<Class<?>> all = new LinkedHashSet<>(List.of(type));
    for (Class<?> parent : type.getInterfaces()) {
      all.addAll(withParents(parent));
    }
    return all;
  }

  /** Whether this is a method that every object has, and answers itself. */
  private boolean isLocal(Method method) {
    boolean local = Types.isObjectMethod(method);
    if (local) {
      kindsOf(method)
          .forEach(
              kind ->
                  problems.add(
                      method,
                      "a method that every object has is not remote; remove "
                          + kind
                          + ", or rename the method"));
    }
    return local;
  }

  /** Of methods with the same signature the one that callers see. */
  private Method chosen(List<Method> methods) {
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
            "annotated otherwise than "
                + Problems.key(other)
                + ", and an interface that inherits both would be either; redeclare the method in it"
                + " with the annotation that is meant");
      }
    }
    return mostSpecific(candidates, inherited);
  }

  private static boolean overrides(Method one, Method other) {
    Class<?> parent = other.getDeclaringClass();
    return parent != one.getDeclaringClass() && parent.isAssignableFrom(one.getDeclaringClass());
  }

  /** The one whose result is a result of all the others, too, as the compiler picks it. */
  private Method mostSpecific(List<Method> candidates, List<Method> inherited) {
    for (Method method : candidates) {
      if (inherited.stream().allMatch(other -> returnsNoMoreThan(method, other))) {
        return method;
      }
    }
    Method first = candidates.get(0);
    inherited.stream()
        .filter(other -> !returnsNoMoreThan(first, other))
        .forEach(
            other ->
                problems.add(
                    first,
                    "returns "
                        + Types.show(result(first))
                        + ", but "
                        + Problems.key(other)
                        + " "
                        + Types.show(result(other))
                        + ", and an interface that inherits both would return either; redeclare the"
                        + " method in it with the result that is meant"));
    return first;
  }

  private boolean returnsNoMoreThan(Method one, Method other) {
    Type result = result(one);
    Type wider = result(other);
    Class<?> erased = Types.erase(result);
    return erased == Types.erase(wider)
        ? result.equals(wider) || Types.unclear(wider).isPresent()
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
      problems.add(method, "a static method is not remote; remove " + kinds.get(0));
      return false;
    }
    if (kinds.size() != 1) {
      problems.add(
          method,
          "an abstract method carries exactly one of @Property, @Operation and @Signal, this one "
              + (kinds.isEmpty() ? "none; add the one that it is" : kinds + "; keep one"));
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
