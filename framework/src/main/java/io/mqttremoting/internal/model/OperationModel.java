package io.mqttremoting.internal.model;

import io.mqttremoting.api.Delivery;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * An operation and its one or two methods.
 *
 * @param resultType the type of the result, {@code void.class} for none
 * @param errors the declared exceptions with a stable name; subtypes come before their supertypes
 */
public record OperationModel(
    String name,
    List<ParameterModel> parameters,
    Type resultType,
    Optional<Method> blocking,
    Optional<Method> future,
    Optional<Duration> timeout,
    boolean oneWay,
    Delivery delivery,
    List<ErrorModel> errors) {

  /** An operation that no Java method declares. */
  static OperationModel undeclared(
      String name,
      List<ParameterModel> parameters,
      Type resultType,
      Optional<Duration> timeout,
      List<ErrorModel> errors) {
    return new OperationModel(
        name,
        parameters,
        resultType,
        Optional.empty(),
        Optional.empty(),
        timeout,
        false,
        Delivery.AUTO,
        errors);
  }

  /** The primitive type that the blocking method returns, so that there must be a result. */
  public Optional<Class<?>> primitiveResult() {
    return blocking
        .<Class<?>>map(Method::getReturnType)
        .filter(type -> type.isPrimitive() && type != void.class);
  }

  /** Whether the operation has no result. */
  public boolean isVoid() {
    return resultType == void.class;
  }
}
