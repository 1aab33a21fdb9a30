package io.mqttremoting.internal.service.request;

import io.mqttremoting.api.RemoteCall.Kind;
import io.mqttremoting.internal.contract.ContractWriter;
import io.mqttremoting.internal.json.BadPayloadException;
import io.mqttremoting.internal.json.JsonArgumentsCodec;
import io.mqttremoting.internal.json.JsonCodec;
import io.mqttremoting.internal.model.InterfaceModel;
import io.mqttremoting.internal.model.InternalOperations;
import io.mqttremoting.internal.model.OperationModel;
import io.mqttremoting.internal.model.ParameterModel;
import io.mqttremoting.internal.model.PropertyModel;
import io.mqttremoting.internal.service.value.Implementation;
import io.mqttremoting.internal.service.value.ServedObject;
import java.lang.reflect.InvocationTargetException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Creates what requests to a served interface call, including internal operations. */
final class CalleeFactory {
  private final ServedObject served;
  private final InterfaceModel model;
  private final Implementation implementation;
  private final JsonCodec json;
  private final CallPolicy policy;
  private final Optional<InterceptedCalls> intercepted; // empty without interceptors

  CalleeFactory(ServedObject served, CallPolicy policy) {
    this.served = served;
    this.model = served.model();
    this.implementation = served.implementation();
    this.json = served.json();
    this.policy = policy;
    this.intercepted =
        policy.interceptors().isEmpty()
            ? Optional.empty()
            : Optional.of(new InterceptedCalls(served.id(), policy.interceptors()));
  }

  /**
   * Returns the callee for an operation.
   *
   * @throws IllegalArgumentException if the implementation defines no method of it
   */
  Callee of(OperationModel operation) {
    return callee(
        operation,
        implementation.returnsFuture(operation),
        operation.name(),
        Kind.CALL,
        implementation.operation(operation));
  }

  /** Returns a call of the setter of a property, for requests without a reply. */
  Implementation.Invocation setting(PropertyModel property) {
    Implementation.Invocation call = implementation.setter(property);
    Failures failures = new Failures(List.of(), policy, false);
    return intercepted
        .map(around -> around.around(property.name(), Kind.SET, void.class, 0, failures, call))
        .orElse(call);
  }

  /** Returns the callee of {@code _describe}, which returns the contract of the interface. */
  Callee describe() {
    return new Callee(
        json.arguments(List.of()),
        JsonCodec.own().value(Map.class),
        false,
        new Failures(List.of(), policy, false),
        arguments -> ContractWriter.tree(implementation.contract()));
  }

  /** Returns the finder for {@code _get}: the request names the property whose getter is called. */
  Callee.Finder getters() {
    return byProperty(
        List.of(InternalOperations.NAME),
        property ->
            callee(
                InternalOperations.get(property),
                false,
                property.name(),
                Kind.FETCH,
                implementation.getter(property)));
  }

  /**
   * Returns the finder for {@code _set}: the request names the property whose setter is called.
   * Unlike a request on the property's set topic, it is answered.
   */
  Callee.Finder setters() {
    return byProperty(
        List.of(InternalOperations.NAME, new ParameterModel("value", Object.class)), this::setter);
  }

  /** Returns what calls {@code invocation}; interceptors see a call of this member and kind. */
  private Callee callee(
      OperationModel operation,
      boolean returnsFuture,
      String member,
      Kind kind,
      Implementation.Invocation invocation) {
    int hidden = kind == Kind.CALL ? 0 : 1; // the name of the property
    Failures failures = new Failures(operation.errors(), policy, !model.isDeclared());
    Class<?> result = json.valueClass(operation.resultType());
    return new Callee(
        json.arguments(operation.parameters()),
        operation.isVoid() ? null : json.value(operation.resultType()),
        returnsFuture || intercepted.isPresent(),
        failures,
        intercepted
            .map(around -> around.around(member, kind, result, hidden, failures, invocation))
            .orElse(invocation));
  }

  private Callee setter(PropertyModel property) {
    OperationModel operation = InternalOperations.set(property);
    if (property.setter().isEmpty()) {
      return callee(
          operation,
          false,
          property.name(),
          Kind.CONFIRMED_SET,
          arguments -> {
            throw new InvocationTargetException(
                new IllegalStateException("property '" + property.name() + "' is read-only"));
          });
    }
    boolean confirms = property.setter().get().getReturnType() == CompletableFuture.class;
    Implementation.Invocation setter = implementation.setter(property);
    Implementation.Invocation getter = implementation.getter(property);
    return callee(
        operation,
        confirms,
        property.name(),
        Kind.CONFIRMED_SET,
        arguments -> {
          Object returned = setter.invoke(new Object[] {arguments[1]});
          return confirms ? returned : getter.invoke(new Object[0]);
        });
  }

  /**
   * Returns a finder that reads the property's name from the first argument. The other arguments
   * are read again when the type of the property is known.
   */
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
