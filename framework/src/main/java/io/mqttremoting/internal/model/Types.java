package io.mqttremoting.internal.model;

import io.mqttremoting.api.Subscription;
import java.lang.reflect.Array;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

/** Resolves generic types, such as {@code T} in an interface that extends {@code Base<String>}. */
final class Types {
  private Types() {}

  /** The types of all type variables in {@code type} and in the interfaces that it extends. */
  static Map<TypeVariable<?>, Type> bindings(Type type) {
    Map<TypeVariable<?>, Type> bindings = new HashMap<>();
    addBindings(type, bindings);
    return bindings;
  }

  private static void addBindings(Type type, Map<TypeVariable<?>, Type> bindings) {
    if (type instanceof ParameterizedType parameterized) {
      TypeVariable<?>[] variables = erase(type).getTypeParameters();
      for (int i = 0; i < variables.length; i++) {
        bindings.put(variables[i], resolve(parameterized.getActualTypeArguments()[i], bindings));
      }
    }
    for (Type parent : erase(type).getGenericInterfaces()) {
      addBindings(parent, bindings);
    }
  }

  /** Replaces the type variables in {@code type}; a variable without a binding stays. */
  static Type resolve(Type type, Map<TypeVariable<?>, Type> bindings) {
    if (type instanceof TypeVariable<?> variable) {
      return bindings.getOrDefault(variable, variable);
    }
    if (type instanceof ParameterizedType parameterized) {
      List<Type> arguments =
          Arrays.stream(parameterized.getActualTypeArguments())
              .map(argument -> resolve(argument, bindings))
              .toList();
      return new Parameterized(erase(type), arguments, parameterized.getOwnerType());
    }
    if (type instanceof GenericArrayType array) {
      Type component = resolve(array.getGenericComponentType(), bindings);
      return component instanceof Class<?> known
          ? Array.newInstance(known, 0).getClass()
          : new GenericArray(component);
    }
    // Kotlin compiles List<Shape> to List<? extends Shape>, which is treated as List<Shape>.
    return type instanceof WildcardType wildcard && isBounded(wildcard)
        ? resolve(wildcard.getUpperBounds()[0], bindings)
        : type;
  }

  private static boolean isBounded(WildcardType wildcard) {
    return wildcard.getUpperBounds()[0] != Object.class; // with a lower bound, it is Object
  }

  /** Resolves the type of a handler; treats {@code ? super Shape} as {@code Shape}. */
  static Type resolveHandler(Type type, Map<TypeVariable<?>, Type> bindings) {
    Type resolved = resolve(type, bindings);
    if (!(resolved instanceof ParameterizedType parameterized)) {
      return resolved;
    }
    List<Type> arguments =
        Arrays.stream(parameterized.getActualTypeArguments())
            .map(argument -> resolve(lowerBound(argument), bindings))
            .toList();
    return new Parameterized(erase(resolved), arguments, parameterized.getOwnerType());
  }

  private static Type lowerBound(Type type) {
    return type instanceof WildcardType wildcard && wildcard.getLowerBounds().length > 0
        ? wildcard.getLowerBounds()[0]
        : type;
  }

  /** The class of {@code type} without type arguments. */
  static Class<?> erase(Type type) {
    if (type instanceof Class<?> known) {
      return known;
    }
    if (type instanceof ParameterizedType parameterized) {
      return (Class<?>) parameterized.getRawType();
    }
    if (type instanceof GenericArrayType array) {
      return Array.newInstance(erase(array.getGenericComponentType()), 0).getClass();
    }
    if (type instanceof TypeVariable<?> variable) {
      return erase(variable.getBounds()[0]);
    }
    return erase(((WildcardType) type).getUpperBounds()[0]);
  }

  /** The signature; it is equal for methods of which one overrides the other. */
  static String signature(Method method, Map<TypeVariable<?>, Type> bindings) {
    return method.getName()
        + Arrays.stream(method.getGenericParameterTypes())
            .map(parameter -> erase(resolve(parameter, bindings)).getName())
            .toList();
  }

  /** Whether {@code method} redeclares a method of {@code Object}. */
  static boolean isObjectMethod(Method method) {
    try {
      return Modifier.isPublic(
          Object.class.getMethod(method.getName(), method.getParameterTypes()).getModifiers());
    } catch (NoSuchMethodException e) {
      return false; // not a method of Object
    }
  }

  /** Why {@code type} is not fully known, with a fix; empty if it is. */
  static Optional<String> whyNotFullyKnown(Type type) {
    if (type instanceof TypeVariable<?> variable) {
      return Optional.of("the type variable " + variable + " is not resolved; name the type");
    }
    if (type instanceof WildcardType wildcard) {
      return Optional.of("the wildcard " + wildcard + " is not a type; name the type");
    }
    if (type instanceof GenericArrayType array) {
      return whyNotFullyKnown(array.getGenericComponentType());
    }
    boolean raw = type instanceof Class<?> known && known.getTypeParameters().length > 0;
    if (!raw && isHandle(erase(type))) {
      String name = erase(type).getSimpleName();
      return Optional.of("a " + name + " cannot be sent as a value; use another type");
    }
    if (type instanceof ParameterizedType parameterized && erase(type) != Class.class) {
      return Arrays.stream(parameterized.getActualTypeArguments())
          .flatMap(argument -> whyNotFullyKnown(argument).stream())
          .findFirst();
    }
    Class<?> known = erase(type);
    if (known == Class.class) {
      return Optional.of("a Class would be looked up by a name from the wire; use another type");
    }
    if (known.isArray()) {
      return whyNotFullyKnown(known.getComponentType());
    }
    return raw
        ? Optional.of(known.getSimpleName() + " is raw, without its type arguments; name the type")
        : Optional.empty();
  }

  /** Whether objects of this type are local handles rather than values. */
  private static boolean isHandle(Class<?> type) {
    return Subscription.class.isAssignableFrom(type)
        || Future.class.isAssignableFrom(type)
        || CompletionStage.class.isAssignableFrom(type);
  }

  /** The wrapper of a primitive type, else {@code type} itself. */
  static Type boxed(Type type) {
    return type instanceof Class<?> known && known.isPrimitive()
        ? java.lang.invoke.MethodType.methodType(known).wrap().returnType()
        : type;
  }

  /** The type as in source code, without packages. */
  static String show(Type type) {
    if (type instanceof Class<?> known) {
      return known.getSimpleName();
    }
    if (type instanceof ParameterizedType parameterized) {
      return Arrays.stream(parameterized.getActualTypeArguments())
          .map(Types::show)
          .collect(Collectors.joining(", ", erase(type).getSimpleName() + "<", ">"));
    }
    if (type instanceof GenericArrayType array) {
      return show(array.getGenericComponentType()) + "[]";
    }
    return type.toString();
  }

  private record Parameterized(Class<?> raw, List<Type> arguments, Type owner)
      implements ParameterizedType {
    @Override
    public Type[] getActualTypeArguments() {
      return arguments.toArray(Type[]::new);
    }

    @Override
    public Type getRawType() {
      return raw;
    }

    @Override
    public Type getOwnerType() {
      return owner;
    }

    @Override
    public String toString() {
      return show(this);
    }
  }

  private record GenericArray(Type component) implements GenericArrayType {
    @Override
    public Type getGenericComponentType() {
      return component;
    }

    @Override
    public String toString() {
      return show(this);
    }
  }
}
