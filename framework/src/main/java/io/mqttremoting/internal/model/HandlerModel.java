package io.mqttremoting.internal.model;

import java.lang.reflect.Method;
import java.util.List;

/**
 * The handler of a signal or of a property's changes.
 *
 * @param adder the method of the remote interface that takes the handler
 * @param type the functional interface that a handler implements
 * @param method the one abstract method of that interface
 * @param parameters what is passed to it
 */
public record HandlerModel(
    Method adder, Class<?> type, Method method, List<ParameterModel> parameters) {

  /** What a handler of this type returns: nothing, or what stands for that in Kotlin. */
  public Object result() {
    return method.getReturnType() == void.class ? null : KotlinTypes.unit(type.getClassLoader());
  }
}
