package io.mqttremoting.internal.service.request;

import io.mqttremoting.internal.json.BadPayloadException;
import io.mqttremoting.internal.json.JsonArgumentsCodec;
import io.mqttremoting.internal.json.JsonCodec;
import io.mqttremoting.internal.model.InterfaceModel;
import io.mqttremoting.internal.model.InternalOperations;
import io.mqttremoting.internal.model.OperationModel;
import io.mqttremoting.internal.model.ParameterModel;
import io.mqttremoting.internal.model.PropertyModel;
import io.mqttremoting.internal.service.value.ServedObject;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Stream;

/** Makes what the requests to a served interface call: its operations, and the internal ones. */
final class Callees {
  private final ServedObject served;
  private final InterfaceModel model;
  private final Object implementation;
  private final JsonCodec json;
  private final boolean tellInternalErrors;

  /** {@code tellInternalErrors}: whether callers get messages of exceptions nobody announced. */
  Callees(ServedObject served, boolean tellInternalErrors) {
    this.served = served;
    this.model = served.model();
    this.implementation = served.implementation();
    this.json = served.json();
    this.tellInternalErrors = tellInternalErrors;
  }

  /** What requests to this operation call. */
  Callee of(OperationModel operation) {
    Method method = writtenMethod(operation);
    return callee(operation, method.getReturnType() == CompletableFuture.class, invocation(method));
  }

  /** A call of this method of the implementation. */
  Callee.Invocation invocation(Method method) {
    return arguments -> method.invoke(implementation, arguments);
  }

  /** What requests for the description of the interface call. */
  Callee describe() {
    return new Callee(
        json.arguments(List.of()),
        JsonCodec.own().value(Map.class),
        false,
        new Failures(List.of(), tellInternalErrors),
        arguments -> Description.of(model));
  }

  /** What requests for the value of a property call, whose name they say. */
  Callee.Finder getters() {
    return byProperty(
        List.of(InternalOperations.NAME),
        property -> callee(InternalOperations.get(property), false, arguments -> get(property)));
  }

  /** What requests to change a property call, whose name they say, and which are answered. */
  Callee.Finder setters() {
    return byProperty(
        List.of(InternalOperations.NAME, new ParameterModel("value", Object.class)), this::setter);
  }

  private Callee callee(
      OperationModel operation, boolean returnsFuture, Callee.Invocation invocation) {
    return new Callee(
        json.arguments(operation.parameters()),
        operation.isVoid() ? null : json.value(operation.resultType()),
        returnsFuture,
        new Failures(operation.errors(), tellInternalErrors),
        invocation);
  }

  /** The method that the implementation wrote; the future one if both, for it frees the turn. */
  private Method writtenMethod(OperationModel operation) {
    return Stream.of(operation.future(), operation.blocking())
        .flatMap(Optional::stream)
        .filter(this::isWritten)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    implementation.getClass().getName()
                        + " writes no method of @Operation '"
                        + operation.name()
                        + "' of "
                        + model.type().getSimpleName()
                        + ", which has default methods only; write one of them"));
  }

  /** Whether the implementation has it from itself, a parent, or an interface that adds to ours. */
  private boolean isWritten(Method method) {
    try {
      Method found =
          implementation.getClass().getMethod(method.getName(), method.getParameterTypes());
      return !found.isDefault() || !found.getDeclaringClass().isAssignableFrom(model.type());
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(e); // an implementation has the methods of its interface
    }
  }

  private Object get(PropertyModel property)
      throws InvocationTargetException, IllegalAccessException {
    return property.getter().invoke(implementation);
  }

  private Callee setter(PropertyModel property) {
    OperationModel operation = InternalOperations.set(property);
    if (property.setter().isEmpty()) {
      return callee(
          operation,
          false,
          arguments -> {
            throw new InvocationTargetException(
                new IllegalStateException("property '" + property.name() + "' is read-only"));
          });
    }
    Method setter = property.setter().get();
    boolean confirms = setter.getReturnType() == CompletableFuture.class;
    return callee(
        operation,
        confirms,
        arguments -> {
          Object returned = setter.invoke(implementation, arguments[1]);
          return confirms ? returned : get(property);
        });
  }

  /** What the first argument says; the others are read when it is known of which type they are. */
  private Callee.Finder byProperty(
      List<ParameterModel> parameters, Function<PropertyModel, Callee> callee) {
    Map<String, Callee> callees = new HashMap<>();
    model.properties().forEach(property -> callees.put(property.name(), callee.apply(property)));
    JsonArgumentsCodec untyped = json.arguments(parameters);
    return request -> {
      Object name = request.readArguments(untyped)[0];
      Callee found = callees.get(name);
      if (found == null) {
        throw new BadPayloadException(
            "argument 'property': " + served.id() + " has no property of that name");
      }
      return found;
    };
  }
}
