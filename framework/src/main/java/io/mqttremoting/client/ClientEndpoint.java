package io.mqttremoting.client;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.api.NotConnectedException;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.api.ServiceUnavailableException;
import io.mqttremoting.model.InterfaceModel;
import io.mqttremoting.model.OperationModel;
import io.mqttremoting.model.PropertyModel;
import io.mqttremoting.model.SignalModel;
import io.mqttremoting.transport.Endpoint;
import io.mqttremoting.transport.Transport;
import io.mqttremoting.transport.TransportException;
import io.mqttremoting.wire.Message;
import io.mqttremoting.wire.RandomId;
import io.mqttremoting.wire.Topics;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The client side of one interface on one connection, shared by all its proxies: subscriptions,
 * last values, handlers. Thread-safe.
 */
final class ClientEndpoint implements Endpoint, ServicePresence.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(ClientEndpoint.class);
  private static final Duration JUST_NOW = Duration.ofMillis(100);

  private final Clients clients;
  private final InterfaceModel model;
  private final Topics topics;
  private final Map<PropertyModel, PropertyClient> properties = new LinkedHashMap<>();
  private final Map<OperationModel, OperationClient> operations = new LinkedHashMap<>();
  private final Map<SignalModel, SignalClient> signals = new LinkedHashMap<>();
  private final ServicePresence presence;
  private final Set<ClientInstance> instances = ConcurrentHashMap.newKeySet();
  private final String callIdPrefix = RandomId.next() + "-";
  private final AtomicLong callIds = new AtomicLong();
  private final AtomicLong sets = new AtomicLong();
  private final AtomicLong followedSets = new AtomicLong();

  ClientEndpoint(Clients clients, InterfaceModel model) {
    this.clients = clients;
    this.model = model;
    this.topics = new Topics(model.id());
    model.properties().forEach(p -> properties.put(p, new PropertyClient(this, p, clients)));
    model
        .operations()
        .forEach(o -> operations.put(o, new OperationClient(this, o, o.name(), clients)));
    presence = new ServicePresence(clients, this);
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
      if (method.getReturnType() == CompletableFuture.class) {
        return client.setConfirmed(instance, args[0]);
      }
      client.set(instance, args[0]);
      return null;
    };
  }

  /** The property of this name. */
  PropertyClient property(String name) {
    return properties.values().stream()
        .filter(property -> property.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    id()
                        + " has no property '"
                        + name
                        + "'; it has "
                        + properties.keySet().stream().map(PropertyModel::name).toList()));
  }

  /** Ends what a closed proxy has; the last one ends the subscriptions too. */
  void remove(ClientInstance instance) {
    properties.values().forEach(property -> property.handlers().removeAllOf(instance));
    signals.values().forEach(signal -> signal.handlers().removeAllOf(instance));
    clients
        .calls()
        .end(
            call -> call.caller() == instance,
            call -> instance.closedFailure(call.operation().member()));
    clients.removeIfUnused(model.type(), this, () -> instances.remove(instance));
  }

  boolean isUnused() {
    return instances.isEmpty();
  }

  ServicePresence presence() {
    return presence;
  }

  /** Whether calls go in the MQTT 5 mapping: if it can be spoken, and a service answers it. */
  boolean usesMappingV5(Availability known) {
    return speaksMqtt5() && known.offers(clients.mappingV5().name());
  }

  /** Correlation data that no other call has had, and that nobody can guess. */
  String newCallId() {
    return callIdPrefix + Long.toHexString(callIds.incrementAndGet());
  }

  boolean speaksMqtt5() {
    return clients.connection().speaksMqtt5();
  }

  /** What a call ends with that began with MQTT 5, which is not spoken any more. */
  RemotingException lostMqtt5(String member) {
    return lost(member, ", and made again with MQTT 3.1.1", null);
  }

  private NotConnectedException lost(String member, String then, Throwable cause) {
    return new NotConnectedException(
        id(),
        member,
        "the connection was lost before the reply came"
            + then
            + "; whether the call was executed is not known",
        true,
        cause);
  }

  boolean isConnected() {
    return clients.connection().isConnected();
  }

  /** Whether no service is there, as far as is known. */
  boolean seemsDown() {
    return presence.availability().down() && isConnected();
  }

  /**
   * Whether no service is there that had begun to serve at this moment; waits for what the broker
   * has to say.
   */
  boolean isDown(long asked) {
    if (!seemsDown()) {
      return false;
    }
    if (presence.wasDownSince(asked)) {
      return true;
    }
    try {
      long known = clients.catchUp(asked);
      return isConnected() && presence.awaitDown(known);
    } catch (TransportException e) {
      LOG.debug("{}: whether a service is there is not known", id(), e);
      return false; // so sending will fail, too
    }
  }

  /** What a call ends with that is not sent, for nobody serves. */
  ServiceUnavailableException unavailable(String member) {
    return new ServiceUnavailableException(
        id(), member, "the service has left, or its connection is lost", false, null);
  }

  /** Sends a request to change a property, behind which later calls are to arrive. */
  void sendSet(String member, Message message) {
    if (isDown(System.nanoTime())) {
      throw unavailable(member);
    }
    sets.incrementAndGet();
    send(member, message, clients.callTimeout());
  }

  /** Up to which change requests have gone that the service may not have seen; 0 for none. */
  long setsToFollow() {
    long sent = sets.get();
    return sent > followedSets.get() ? sent : 0;
  }

  /** The service has seen all change requests up to this. */
  void onFollowed(long setsSeen) {
    followedSets.accumulateAndGet(setsSeen, Math::max);
  }

  /** Sends if that is possible within this time. */
  void trySend(
      String member, Message message, Duration patience, Transport.PublishListener listener) {
    try {
      clients.connection().sender().publish(message, patience, listener);
    } catch (TransportException e) {
      LOG.debug("{}.{}: not sent: {}", id(), member, e.getMessage());
    }
  }

  /** Sends within this time, and words what goes wrong for the caller. */
  void send(String member, Message message, Duration patience) {
    try {
      clients.connection().sender().publish(message, patience);
    } catch (TransportException e) {
      throw failure(member, e);
    }
  }

  /** Sends a message within this time that the broker may refuse to pass on. */
  void send(String member, Message message, Duration patience, Transport.PublishListener refused) {
    try {
      clients.connection().sender().publish(message, patience, refused);
    } catch (TransportException e) {
      throw failure(member, e);
    }
  }

  /** Runs what waits for the broker in a thread that may wait. */
  void runLater(Runnable task) {
    clients.runLater(task);
  }

  /** What it means to the caller that the broker did not pass a message on. */
  RemotingException refusal(String member, TransportException e) {
    return e.code() == ErrorCode.UNAVAILABLE
        ? new ServiceUnavailableException(
            id(), member, "nobody serves it: the broker knows no subscriber", false, e)
        : new RemotingException(e.code(), id(), member, e.getMessage(), e);
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

  void close() {
    presence.close();
  }

  @Override
  public List<String> filters(MqttVersion version) {
    List<String> filters = new ArrayList<>();
    filters.add(topics.status("+"));
    if (!properties.isEmpty()) {
      filters.add(topics.property("+"));
    }
    if (!signals.isEmpty()) {
      filters.add(topics.signal("+"));
    }
    if (!operations.isEmpty() || !properties.isEmpty()) {
      filters.add(topics.replyV3("+", clientId()));
      if (version == MqttVersion.MQTT_5) {
        filters.add(topics.replyV5("+", clientId()));
      }
    }
    return filters;
  }

  @Override
  public Map<String, Consumer<Message>> receivers() {
    Map<String, Consumer<Message>> receivers = new HashMap<>();
    properties.forEach((p, client) -> receivers.put(topics.property(p.name()), client::receive));
    signals.forEach((s, client) -> receivers.put(topics.signal(s.name()), client::receive));
    operations.values().forEach(client -> client.addReceivers(receivers));
    properties.values().forEach(client -> client.addReceivers(receivers));
    return receivers;
  }

  @Override
  public boolean receiveOther(Message message) {
    Optional<String> instance = topics.clientOfStatus(message.topic());
    instance.ifPresent(clientId -> presence.receive(clientId, message));
    return instance.isPresent();
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
  public int qos() {
    return Math.max(Message.DEFAULT_QOS, model.leastQos());
  }

  /** The broker sends the values by itself. */
  @Override
  public void onConnected() {
    clients.calls().repeat(call -> call.operation().endpoint() == this);
  }

  @Override
  public void onConnectionLost(Throwable cause) {
    presence.forget();
    end(call -> call.memory() == null, call -> lost(call.operation().member(), "", cause));
  }

  @Override
  public void onGivenUp(Throwable cause) {
    end(call -> true, call -> lost(call.operation().member(), ", and is given up", cause));
  }

  @Override
  public void onThere(String memory) {
    clients.repeatLater(
        call ->
            call.operation().endpoint() == this
                && memory.equals(call.memory())
                && call.age().compareTo(JUST_NOW) > 0);
  }

  @Override
  public void onGone(String memory) {
    end(call -> memory.equals(call.memory()), this::gone);
  }

  /** Unless the broker is still telling what it knows, and the one that is there comes last. */
  @Override
  public void onDown() {
    long now = System.nanoTime();
    clients.hintLater(
        () -> {
          if (isDown(now)) {
            end(call -> call.memory() == null && call.opened() - now < 0, this::gone);
          }
        });
  }

  private RemotingException gone(PendingCall call) {
    return new ServiceUnavailableException(
        id(),
        call.operation().member(),
        "the service left, or its connection was lost, before the reply came; whether the call was"
            + " executed is not known",
        true,
        null);
  }

  private void end(Predicate<PendingCall> which, Function<PendingCall, RemotingException> failure) {
    clients.calls().end(call -> call.operation().endpoint() == this && which.test(call), failure);
  }
}
