package io.mqttremoting.internal.client;

import io.mqttremoting.api.ContractModel;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.RemoteCall.Kind;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.internal.client.call.CallFailures;
import io.mqttremoting.internal.client.call.RemoteOperation;
import io.mqttremoting.internal.client.presence.Availability;
import io.mqttremoting.internal.client.presence.ServicePresence;
import io.mqttremoting.internal.concurrent.BoundedQueue;
import io.mqttremoting.internal.contract.ContractParser;
import io.mqttremoting.internal.json.JsonCodec;
import io.mqttremoting.internal.model.HandlerModel;
import io.mqttremoting.internal.model.InterfaceModel;
import io.mqttremoting.internal.model.OperationModel;
import io.mqttremoting.internal.model.PropertyModel;
import io.mqttremoting.internal.model.SignalModel;
import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.internal.wire.Topics;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The properties, operations and signals of one interface, shared by all its proxies: what the
 * methods of a proxy do, and who receives messages. Thread-safe.
 */
final class Members {
  private static final byte[] NO_ARGUMENTS = {'[', ']'};

  private final InterfaceModel model;
  private final ServicePresence presence;
  private final RemoteOperation describing;
  private final Map<PropertyModel, PropertyClient> properties = new LinkedHashMap<>();
  private final Map<OperationModel, OperationClient> operations = new LinkedHashMap<>();
  private final Map<SignalModel, SignalClient> signals = new LinkedHashMap<>();
  private final Optional<UndeclaredMembers> undeclared;

  /**
   * The members of {@code model}.
   *
   * @param presence learns when services publish values and signals
   * @param factory creates the operations
   * @param describing asks services for their contract
   * @param decoding the queue in which values are decoded that nobody has read
   */
  Members(
      InterfaceModel model,
      InterfaceScope shared,
      ServicePresence presence,
      OperationClientFactory factory,
      RemoteOperation describing,
      BoundedQueue decoding) {
    this.model = model;
    this.describing = describing;
    this.presence = presence;
    this.undeclared =
        model.isDeclared()
            ? Optional.empty()
            : Optional.of(new UndeclaredMembers(shared, presence, factory, decoding));
    JsonCodec json = factory.settings().json();
    for (PropertyModel property : model.properties()) {
      properties.put(property, new PropertyClient(property, shared, factory, decoding));
    }
    for (OperationModel operation : model.operations()) {
      operations.put(operation, factory.of(operation, operation.name()));
    }
    for (SignalModel signal : model.signals()) {
      signals.put(signal, new SignalClient(signal, json, shared.messageLog()));
    }
  }

  /** The interface. */
  InterfaceModel model() {
    return model;
  }

  /** How many properties are known. */
  int propertyCount() {
    return properties.size() + undeclared.map(UndeclaredMembers::propertyCount).orElse(0);
  }

  /** The members of which only the names are known; empty if a Java interface declares all. */
  Optional<UndeclaredMembers> undeclared() {
    return undeclared;
  }

  /** What each remote method of a new proxy does. */
  Map<Method, InvocationHandler> methods(ProxyScope instance) {
    instance.interceptors().ifPresent(interceptors -> addInterceptors(instance, interceptors));
    Map<Method, InvocationHandler> methods = new HashMap<>();
    properties.forEach((property, client) -> addMethods(methods, instance, property, client));
    operations.forEach((operation, client) -> addMethods(methods, instance, operation, client));
    signals.forEach(
        (signal, client) ->
            methods.put(
                signal.handler().adder(), adder(instance, signal.handler(), client.handlers())));
    return methods;
  }

  private static void addMethods(
      Map<Method, InvocationHandler> methods,
      ProxyScope instance,
      PropertyModel property,
      PropertyClient client) {
    methods.put(property.getter(), (proxy, method, args) -> client.value().get());
    property.setter().ifPresent(setter -> methods.put(setter, setter(instance, client)));
    property
        .changeHandler()
        .ifPresent(
            handler ->
                methods.put(handler.adder(), adder(instance, handler, client.value().handlers())));
  }

  private static void addMethods(
      Map<Method, InvocationHandler> methods,
      ProxyScope instance,
      OperationModel operation,
      OperationClient client) {
    operation.blocking().ifPresent(blocking -> methods.put(blocking, caller(instance, client)));
    operation.future().ifPresent(future -> methods.put(future, futureCaller(instance, client)));
  }

  private static InvocationHandler caller(ProxyScope instance, OperationClient client) {
    return instance
        .interceptors()
        .<InvocationHandler>map(
            around ->
                (proxy, method, args) ->
                    around.call(
                        client.target(Kind.CALL, instance, true, args),
                        method.getExceptionTypes(),
                        shown(args)))
        .orElse((proxy, method, args) -> client.call(instance, args));
  }

  private static InvocationHandler futureCaller(ProxyScope instance, OperationClient client) {
    return instance.interceptors().isPresent()
        ? (proxy, method, args) -> client.callAsync(Kind.CALL, instance, args, shown(args))
        : (proxy, method, args) -> client.callAsync(instance, args);
  }

  private static Object[] shown(Object @Nullable [] arguments) {
    return arguments == null ? new Object[0] : arguments;
  }

  private static InvocationHandler setter(ProxyScope instance, PropertyClient client) {
    return (proxy, method, args) -> {
      if (method.getReturnType() == CompletableFuture.class) {
        return client.setConfirmed(instance, args[0], Optional.empty());
      }
      if (instance.interceptors().isPresent()) {
        InterceptedCalls around = instance.interceptors().get();
        return around.call(
            client.setTarget(instance, args[0]), method.getExceptionTypes(), args[0]);
      }
      client.set(instance, args[0]);
      return null;
    };
  }

  private static InvocationHandler adder(
      ProxyScope instance, HandlerModel model, Handlers handlers) {
    return (proxy, method, args) -> handlers.add(instance, model.method(), args[0]);
  }

  private void addInterceptors(ProxyScope instance, InterceptedCalls interceptors) {
    for (PropertyClient property : properties.values()) {
      property.value().addInterceptors(instance, interceptors);
    }
    for (SignalClient signal : signals.values()) {
      signal.handlers().addInterceptors(instance, interceptors);
    }
  }

  /** Asks the service for its contract. Any service without one is refused at once if known. */
  CompletableFuture<ContractModel> describe(ProxyScope caller) {
    CallFailures failures = describing.failures();
    Availability known = presence.availability();
    if (known.online() && known.contracts().isEmpty()) {
      return CompletableFuture.failedFuture(
          failures.of(
              ErrorCode.UNIMPLEMENTED,
              "the service publishes no contract: it is of another or an older library",
              null));
    }
    try {
      return describing.callAsync(caller, NO_ARGUMENTS).thenApply(tree -> parse(failures, tree));
    } catch (RemotingException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static ContractModel parse(CallFailures failures, Object tree) {
    try {
      return ContractParser.parse(tree);
    } catch (IllegalArgumentException e) {
      throw failures.of(
          ErrorCode.INTERNAL, "the description of the service is " + e.getMessage(), e);
    }
  }

  /** Completes when any property has received a value, in a thread of the MQTT library. */
  CompletableFuture<Object> firstValue() {
    return CompletableFuture.anyOf(
        properties.values().stream()
            .map(property -> property.value().received())
            .toArray(CompletableFuture[]::new));
  }

  /** Whether any property has received a value. */
  boolean hasValue() {
    return properties.values().stream().anyMatch(property -> property.value().received().isDone());
  }

  /** Waits until each property has received a value; false if that takes longer. */
  boolean awaitValues(Duration timeout) throws InterruptedException {
    CompletableFuture<?>[] received =
        properties.values().stream()
            .map(property -> property.value().received())
            .toArray(CompletableFuture[]::new);
    try {
      CompletableFuture.allOf(received).get(timeout.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("It is never exceptional", e);
    }
  }

  /** The property with this name. */
  PropertyClient property(String name) {
    return properties.values().stream()
        .filter(property -> property.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    model.id()
                        + " has no property '"
                        + name
                        + "'; it has "
                        + properties.keySet().stream().map(PropertyModel::name).toList()));
  }

  /** Removes the handlers that were added by this proxy. */
  void removeHandlersOf(ProxyScope instance) {
    properties.values().forEach(property -> property.value().handlers().removeAllOf(instance));
    signals.values().forEach(signal -> signal.handlers().removeAllOf(instance));
    undeclared.ifPresent(members -> members.removeHandlersOf(instance));
  }

  /** The receiver of each topic's messages; called by the MQTT library. */
  Map<String, Consumer<Message>> receivers(Topics topics) {
    Map<String, Consumer<Message>> receivers = new HashMap<>();
    properties.forEach(
        (property, client) ->
            receivers.put(
                topics.property(property.name()),
                PublicationReceivers.ofProperty(presence, client.value())));
    signals.forEach(
        (signal, client) ->
            receivers.put(
                topics.signal(signal.name()),
                PublicationReceivers.ofSignal(presence, client::receive)));
    operations.values().forEach(client -> client.operation().addReceivers(receivers));
    properties.values().forEach(client -> client.addReceivers(receivers));
    describing.addReceivers(receivers);
    return receivers;
  }
}
