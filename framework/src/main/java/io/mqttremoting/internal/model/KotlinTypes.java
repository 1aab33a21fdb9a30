package io.mqttremoting.internal.model;

import java.lang.reflect.Method;
import java.lang.reflect.Type;

/** What Kotlin compiles to, known by name, so that nobody else needs its library. */
final class KotlinTypes {
  private static final String UNIT = "kotlin.Unit";

  private KotlinTypes() {}

  /** Whether this is what functions return that return nothing. */
  static boolean isUnit(Type type) {
    return type.getTypeName().equals(UNIT);
  }

  /** The one value of that type. */
  static Object unit(ClassLoader loader) {
    try {
      return Class.forName(UNIT, true, loader).getField("INSTANCE").get(null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e); // the type of functions is in the same library
    }
  }

  /** Whether a method is that of a {@code suspend} function. */
  static boolean isSuspending(Method method) {
    Class<?>[] parameters = method.getParameterTypes();
    return parameters.length > 0
        && parameters[parameters.length - 1].getName().equals("kotlin.coroutines.Continuation");
  }
}
