package io.mqttremoting.internal.model;

import java.lang.reflect.Parameter;
import java.lang.reflect.Type;

/**
 * A parameter of an operation or a handler.
 *
 * @param name the name in the source if the interface is compiled with {@code -parameters}, else
 *     the position, counted from 1
 */
public record ParameterModel(String name, Type type) {

  static ParameterModel of(Parameter parameter, int index, Type type) {
    return new ParameterModel(
        parameter.isNamePresent() ? parameter.getName() : Integer.toString(index + 1), type);
  }
}
