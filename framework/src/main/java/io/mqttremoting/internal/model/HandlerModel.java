package io.mqttremoting.internal.model;

import java.lang.reflect.Method;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The handler of a signal or of a property's changes.
 *
 * @param adder the method of the remote interface that takes the handler
 * @param type the functional interface that a handler implements
 * @param method the only abstract method of that interface
 * @param parameters the parameters of that method
 */
public record HandlerModel(
    Method adder, Class<?> type, Method method, List<ParameterModel> parameters) {

  /** The return value of the handler: {@code null} for {@code void}, else Kotlin's {@code Unit}. */
  public @Nullable Object result() {
    return method.getReturnType() == void.class ? null : KotlinTypes.unit(type.getClassLoader());
  }
}
