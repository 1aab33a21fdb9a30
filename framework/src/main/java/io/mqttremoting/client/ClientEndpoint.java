package io.mqttremoting.client;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.NotConnectedException;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.model.InterfaceModel;
import io.mqttremoting.model.OperationModel;
import io.mqttremoting.model.PropertyModel;
import io.mqttremoting.model.SignalModel;
import io.mqttremoting.transport.Endpoint;
import io.mqttremoting.transport.Message;
import io.mqttremoting.transport.TransportException;
import io.mqttremoting.wire.Topics;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The client side of one interface on one connection, shared by all its proxies: subscriptions,
 * last values, handlers. Thread-safe.
 */
final class ClientEndpoint implements Endpoint {
  private static final Logger LOG = LoggerFactory.getLogger(ClientEndpoint.class);

  private final Clients clients;
  private final InterfaceModel model;
  private final Topics topics;
  private final Map<PropertyModel, PropertyClient> properties = new LinkedHashMap<>();
  private final Map<OperationModel, OperationClient> operations = new LinkedHashMap<>();
  private final Map<SignalModel, SignalClient> signals = new LinkedHashMap<>();
  private final Set<ClientInstance> instances = ConcurrentHashMap.newKeySet();

  ClientEndpoint(Clients clients, InterfaceModel model) {
    this.clients = clients;
    this.model = model;
    this.topics = new Topics(model.id());
    model.properties().forEach(p -> properties.put(p, new PropertyClient(this, p, clients.json())));
    model
        .operations()
        .forEach(
            o ->
                operations.put(
                    o,
                    new OperationClient(
                        this, o, clients.calls(), clients.json(), clients.callTimeout())));
    model.signals().forEach(s -> signals.put(s, new SignalClient(s, clients.json())));
  }

  String id() {
    return model.id();
  }

  String clientId() {
    return clients.connection().clientId();
  }

  Topics topics() {
    return topics;
  }

  /** A new proxy. */
  Object newProxy() {
    ClientInstance instance = clients.newInstance(this);
    instances.add(instance);
    return ProxyFactory.of(model).newProxy(instance, handlers(instance));
  }

  private Map<Method, InvocationHandler> handlers(ClientInstance instance) {
    Map<Method, InvocationHandler> handlers = new HashMap<>();
    properties.forEach(
        (property, client) -> {
          handlers.put(property.getter(), (proxy, method, args) -> client.get());
          property.setter().ifPresent(setter -> handlers.put(setter, setHandler(instance, client)));
          property
              .changeHandler()
              .ifPresent(
                  handler ->
                      handlers.put(
                          handler.adder(),
                          (proxy, method, args) -> client.handlers().add(instance, args[0])));
        });
    operations.forEach(
        (operation, client) -> {
          operation
              .blocking()
              .ifPresent(
                  blocking ->
                      handlers.put(blocking, (proxy, method, args) -> client.call(instance, args)));
          operation
              .future()
              .ifPresent(
                  future ->
                      handlers.put(
                          future, (proxy, method, args) -> client.callAsync(instance, args)));
        });
    signals.forEach(
        (signal, client) ->
            handlers.put(
                signal.handler().adder(),
                (proxy, method, args) -> client.handlers().add(instance, args[0])));
    return handlers;
  }

  private static InvocationHandler setHandler(ClientInstance instance, PropertyClient client) {
    return (proxy, method, args) -> {
      client.set(instance, args[0]);
      return null;
    };
  }

  /** Ends what a closed proxy has; the last one ends the subscriptions too. */
  void remove(ClientInstance instance) {
    properties.values().forEach(property -> property.handlers().removeAllOf(instance));
    signals.values().forEach(signal -> signal.handlers().removeAllOf(instance));
    clients
        .calls()
        .end(call -> call.caller() == instance, call -> instance.closedFailure(call.operation()));
    clients.removeIfUnused(model.type(), this, () -> instances.remove(instance));
  }

  boolean isUnused() {
    return instances.isEmpty();
  }

  /** Sends, and words what goes wrong for the caller. */
  void send(String member, String topic, byte[] payload) {
    try {
      clients.connection().publish(topic, payload, false);
    } catch (TransportException e) {
      throw failure(member, e);
    }
  }

  private RemotingException failure(String member, TransportException e) {
    return e.code() == ErrorCode.UNAVAILABLE
        ? new NotConnectedException(id(), member, e.getMessage() + "; connect first", false, e)
        : new RemotingException(e.code(), id(), member, e.getMessage(), e);
  }

  /** Has a value of {@code size} bytes decoded before long; refuses if too much waits for that. */
  boolean decodeLater(int size, Runnable decoding) {
    return clients.decodeLater(size, decoding);
  }

  @Override
  public List<String> filters() {
    List<String> filters = new ArrayList<>();
    if (!properties.isEmpty()) {
      filters.add(topics.allProperties());
    }
    if (!signals.isEmpty()) {
      filters.add(topics.allSignals());
    }
    if (!operations.isEmpty()) {
      filters.add(topics.allRepliesV3(clientId()));
    }
    return filters;
  }

  @Override
  public Map<String, Consumer<Message>> receivers() {
    Map<String, Consumer<Message>> receivers = new HashMap<>();
    properties.forEach((p, client) -> receivers.put(topics.property(p.name()), client::receive));
    signals.forEach((s, client) -> receivers.put(topics.signal(s.name()), client::receive));
    operations.forEach((o, client) -> receivers.put(client.replyTopic(), clients.calls()::receive));
    return receivers;
  }

  @Override
  public void onUnreceivable(Message message, String reason) {
    LOG.warn(
        "{}.{}: a message to {} is ignored: {}",
        id(),
        topics.memberOf(message.topic()),
        message.topic(),
        reason);
  }

  @Override
  public void onConnected() {
    LOG.debug("{}: client is connected", id()); // the broker sends the values by itself
  }

  @Override
  public void onConnectionLost(Throwable cause) {
    clients
        .calls()
        .end(
            call -> call.interfaceId().equals(id()),
            call ->
                new NotConnectedException(
                    id(),
                    call.operation(),
                    "the connection was lost before the reply came; whether the call was executed is"
                        + " not known",
                    true,
                    cause));
  }
}
