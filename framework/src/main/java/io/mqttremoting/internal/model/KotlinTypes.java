package io.mqttremoting.internal.model;

import java.lang.reflect.Method;
import java.lang.reflect.Type;

/** Recognises types of compiled Kotlin code by name, without a dependency on Kotlin's library. */
final class KotlinTypes {
  private static final String UNIT = "kotlin.Unit";

  private KotlinTypes() {}

  /** Whether this is {@code Unit}, the return type of functions without a result. */
  static boolean isUnit(Type type) {
    return type.getTypeName().equals(UNIT);
  }

  /** The only value of {@code Unit}. */
  static Object unit(ClassLoader loader) {
    try {
      return Class.forName(UNIT, true, loader).getField("INSTANCE").get(null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e); // cannot happen: function types are in the same library
    }
  }

  /** Whether a method is a {@code suspend} function. */
  static boolean isSuspending(Method method) {
    Class<?>[] parameters = method.getParameterTypes();
    return parameters.length > 0
        && parameters[parameters.length - 1].getName().equals("kotlin.coroutines.Continuation");
  }
}
