package io.mqttremoting.internal.service;

import io.mqttremoting.api.Delivery;
import io.mqttremoting.internal.json.BadPayloadException;
import io.mqttremoting.internal.json.JsonArgumentsCodec;
import io.mqttremoting.internal.json.JsonCodec;
import io.mqttremoting.internal.json.JsonValueCodec;
import io.mqttremoting.internal.model.InterfaceModel;
import io.mqttremoting.internal.model.InternalOperations;
import io.mqttremoting.internal.model.OperationModel;
import io.mqttremoting.internal.model.ParameterModel;
import io.mqttremoting.internal.model.PropertyModel;
import io.mqttremoting.internal.wire.Mapping;
import io.mqttremoting.internal.wire.Message;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who takes the requests to each member of a served interface. */
final class RequestReceivers {
  private static final Logger LOG = LoggerFactory.getLogger(RequestReceivers.class);

  private static final JsonValueCodec CLOCK = JsonCodec.own().value(Long.class);

  private final ServiceDispatcher service;
  private final InterfaceModel model;
  private final JsonCodec json;
  private final ServingOptions options;
  private final Map<String, Consumer<Message>> receivers = new HashMap<>();

  private RequestReceivers(
      ServiceDispatcher service, InterfaceModel model, JsonCodec json, ServingOptions options) {
    this.service = service;
    this.model = model;
    this.json = json;
    this.options = options;
  }

  /** The receivers by topic. */
  static Map<String, Consumer<Message>> of(
      ServiceDispatcher service, InterfaceModel model, JsonCodec json, ServingOptions options) {
    RequestReceivers made = new RequestReceivers(service, model, json, options);
    model.properties().forEach(made::addSet);
    model.operations().forEach(made::addOperation);
    made.addInternalOperations();
    return Map.copyOf(made.receivers);
  }

  private void addSet(PropertyModel property) {
    String name = property.name();
    receivers.put(
        service.topics().set(name),
        property
            .setter()
            .map(setter -> new SetRequests(service, name, setter, json.value(property.type())))
            .<Consumer<Message>>map(requests -> requests::receive)
            .orElse(
                message ->
                    service
                        .requestLog()
                        .warn(
                            LOG,
                            "{}.{}: a change is refused: it is read-only",
                            service.id(),
                            name)));
  }

  private void addOperation(OperationModel operation) {
    Callee callee = callee(operation);
    addOperation(operation.name(), operation.delivery(), request -> callee);
  }

  private void addOperation(String name, Delivery delivery, Callee.Finder callees) {
    OperationRequests requests =
        new OperationRequests(service, name, delivery.orElse(service.delivery()), callees);
    for (Mapping mapping : service.mappings()) {
      receivers.put(
          mapping.requestTopic(service.topics(), name),
          message -> requests.receive(message, mapping));
    }
  }

  private Callee callee(OperationModel operation) {
    Method method = writtenMethod(operation);
    return callee(
        operation,
        method.getReturnType() == CompletableFuture.class,
        arguments -> method.invoke(service.implementation(), arguments));
  }

  private Callee callee(
      OperationModel operation, boolean returnsFuture, Callee.Invocation invocation) {
    return new Callee(
        json.arguments(operation.parameters()),
        operation.isVoid() ? null : json.value(operation.resultType()),
        returnsFuture,
        new Failures(operation.errors(), options.tellInternalErrors()),
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
                    service.implementation().getClass().getName()
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
          service
              .implementation()
              .getClass()
              .getMethod(method.getName(), method.getParameterTypes());
      return !found.isDefault() || !found.getDeclaringClass().isAssignableFrom(model.type());
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(e); // an implementation has the methods of its interface
    }
  }

  /** Those that every served interface answers (wire protocol, Internal operations). */
  private void addInternalOperations() {
    Map<String, Callee> getters = new HashMap<>();
    Map<String, Callee> setters = new HashMap<>();
    for (PropertyModel property : model.properties()) {
      getters.put(
          property.name(),
          callee(InternalOperations.get(property), false, arguments -> get(property)));
      setters.put(property.name(), setter(property));
    }
    addOperation(
        InternalOperations.GET,
        Delivery.AUTO,
        byProperty(List.of(InternalOperations.NAME), getters));
    addOperation(
        InternalOperations.SET,
        Delivery.AUTO,
        byProperty(
            List.of(InternalOperations.NAME, new ParameterModel("value", Object.class)), setters));
    JsonValueCodec description = JsonCodec.own().value(Map.class);
    Callee describe =
        new Callee(
            json.arguments(List.of()),
            description,
            false,
            new Failures(List.of(), options.tellInternalErrors()),
            arguments -> Description.of(model));
    addOperation(InternalOperations.DESCRIBE, Delivery.AUTO, request -> describe);
    for (Mapping mapping : service.mappings()) {
      receivers.put(
          mapping.requestTopic(service.topics(), InternalOperations.CANCEL),
          message -> cancel(mapping.readHeader(message)));
      receivers.put(
          mapping.requestTopic(service.topics(), InternalOperations.PING),
          message -> ping(message, mapping));
    }
  }

  /**
   * Answers whatever the implementation does at the moment: it may be slow, but it is alive. The
   * answer is by what clock callers say until when they wait.
   */
  private void ping(Message message, Mapping mapping) {
    Mapping.Header header = mapping.readHeader(message);
    if (!message.retained() && service.isAddressedBy(header)) {
      mapping
          .result(header, CLOCK, service.memory().clock())
          .ifPresent(reply -> service.refusals().again(reply, unsent -> {}));
    }
  }

  private Object get(PropertyModel property)
      throws InvocationTargetException, IllegalAccessException {
    return property.getter().invoke(service.implementation());
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
          Object returned = setter.invoke(service.implementation(), arguments[1]);
          return confirms ? returned : get(property);
        });
  }

  /** What the first argument says; the others are read when it is known of which type they are. */
  private Callee.Finder byProperty(List<ParameterModel> parameters, Map<String, Callee> callees) {
    JsonArgumentsCodec untyped = json.arguments(parameters);
    return request -> {
      Object name = request.readArguments(untyped)[0];
      Callee callee = callees.get(name);
      if (callee == null) {
        throw new BadPayloadException(
            "argument 'property': " + service.id() + " has no property of that name");
      }
      return callee;
    };
  }

  private void cancel(Mapping.Header header) {
    ReplyMemory.Key.of(header)
        .flatMap(service.memory()::running)
        .ifPresent(execution -> execution.cancel(service.queue()::cancelLater));
  }
}
