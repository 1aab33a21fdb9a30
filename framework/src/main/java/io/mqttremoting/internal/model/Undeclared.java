package io.mqttremoting.internal.model;

import io.mqttremoting.api.Subscription;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Models of interfaces and members for which there is no Java interface. Where a model needs a
 * method, it has one of this interface, which nobody calls.
 */
public interface Undeclared {
  /** The type of a value that may be any JSON. */
  interface Value {}

  /** The parameters of a member that takes any arguments: they are one JSON array. */
  List<ParameterModel> ARGUMENTS = List.of(new ParameterModel("arguments", Value.class));

  /** A getter. */
  Object get();

  /** A setter. */
  CompletableFuture<Object> set(Object value);

  /** Takes a handler. */
  Subscription on(Consumer<Object> handler);

  /** An interface with these members. */
  static InterfaceModel ofInterface(
      Address address,
      List<PropertyModel> properties,
      List<OperationModel> operations,
      List<SignalModel> signals) {
    return new InterfaceModel(Undeclared.class, address, properties, operations, signals);
  }

  /** A property. */
  static PropertyModel property(String name, Type type, boolean readOnly) {
    return new PropertyModel(
        name,
        type,
        method(Undeclared.class, "get"),
        readOnly ? Optional.empty() : Optional.of(method(Undeclared.class, "set", Object.class)),
        Optional.of(handler(List.of(new ParameterModel("value", type)))),
        List.of());
  }

  /** An operation. */
  static OperationModel operation(String name, List<ParameterModel> parameters, Type result) {
    return OperationModel.undeclared(name, parameters, result, Optional.empty(), List.of());
  }

  /** A signal. */
  static SignalModel signal(String name, List<ParameterModel> parameters) {
    return new SignalModel(name, handler(parameters));
  }

  private static HandlerModel handler(List<ParameterModel> parameters) {
    return new HandlerModel(
        method(Undeclared.class, "on", Consumer.class),
        Consumer.class,
        method(Consumer.class, "accept", Object.class),
        parameters);
  }

  private static Method method(Class<?> type, String name, Class<?>... parameters) {
    try {
      return type.getMethod(name, parameters);
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(e); // they are above
    }
  }
}
