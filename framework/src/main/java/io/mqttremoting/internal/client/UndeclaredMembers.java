package io.mqttremoting.internal.client;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.Subscription;
import io.mqttremoting.internal.client.presence.ServicePresence;
import io.mqttremoting.internal.concurrent.BoundedQueue;
import io.mqttremoting.internal.model.Undeclared;
import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.internal.wire.Topics;
import java.lang.reflect.InvocationTargetException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The members of an interface that no Java interface declares. Each is created when its name is
 * first used, or heard in a topic. Thread-safe.
 */
final class UndeclaredMembers {
  private static final Logger LOG = LoggerFactory.getLogger(UndeclaredMembers.class);

  /** Of each kind; anybody may publish any names. */
  private static final int MAX_MEMBERS = 1000;

  private final InterfaceScope shared;
  private final Topics topics;
  private final ServicePresence presence;
  private final OperationClientFactory factory;
  private final BoundedQueue decoding;
  private final Map<String, PropertyClient> properties = new ConcurrentHashMap<>();
  private final Map<String, OperationClient> operations = new ConcurrentHashMap<>();
  private final Map<String, SignalClient> signals = new ConcurrentHashMap<>();
  private final Map<String, Consumer<Message>> receivers = new ConcurrentHashMap<>();

  /** What is added to each property or signal, also to those that are created later. */
  private final List<Everywhere> everywhere = new CopyOnWriteArrayList<>();

  UndeclaredMembers(
      InterfaceScope shared,
      ServicePresence presence,
      OperationClientFactory factory,
      BoundedQueue decoding) {
    this.shared = shared;
    this.topics = new Topics(shared.id());
    this.presence = presence;
    this.factory = factory;
    this.decoding = decoding;
  }

  /** How many properties are known. */
  int propertyCount() {
    return properties.size();
  }

  /** The property with this name, which is a valid topic level. */
  PropertyClient property(String name) {
    PropertyClient known = properties.get(name);
    return known != null ? known : create(properties, name, this::newProperty);
  }

  /** The signal with this name, which is a valid topic level. */
  SignalClient signal(String name) {
    SignalClient known = signals.get(name);
    return known != null ? known : create(signals, name, this::newSignal);
  }

  /** The operation with this name, which is a valid topic level. */
  OperationClient operation(String name) {
    OperationClient known = operations.get(name);
    return known != null ? known : create(operations, name, this::newOperation);
  }

  /** An operation that is called without a reply. */
  OperationClient oneWay(String name) {
    return operation(name).withoutReply(factory.oneWay());
  }

  private synchronized <T> T create(Map<String, T> all, String name, Function<String, T> creator) {
    T known = all.get(name);
    if (known != null) {
      return known;
    }
    if (all.size() >= MAX_MEMBERS) {
      throw shared
          .failures(name)
          .of(
              ErrorCode.RESOURCE_EXHAUSTED,
              MAX_MEMBERS + " names are known already; are they all of this interface?",
              null);
    }
    T created = creator.apply(name);
    all.put(name, created);
    return created;
  }

  private PropertyClient newProperty(String name) {
    PropertyClient property =
        new PropertyClient(
            Undeclared.property(name, Undeclared.Value.class, false), shared, factory, decoding);
    property.addReceivers(receivers);
    receivers.put(
        topics.property(name), PublicationReceivers.ofProperty(presence, property.value()));
    everywhere.forEach(each -> each.onProperty.accept(property));
    return property;
  }

  private SignalClient newSignal(String name) {
    SignalClient signal =
        new SignalClient(
            Undeclared.signal(name, Undeclared.ARGUMENTS),
            factory.settings().json(),
            shared.messageLog());
    receivers.put(topics.signal(name), PublicationReceivers.ofSignal(presence, signal::receive));
    everywhere.forEach(each -> each.onSignal.accept(signal));
    return signal;
  }

  private OperationClient newOperation(String name) {
    OperationClient operation =
        factory.of(Undeclared.operation(name, Undeclared.ARGUMENTS, Undeclared.Value.class), name);
    Map<String, Consumer<Message>> replies = new HashMap<>();
    operation.operation().addReceivers(replies);
    receivers.putAll(replies);
    return operation;
  }

  /** Takes a value, a signal or a reply; false if it is none. Called by the MQTT library. */
  boolean receive(Message message) {
    String topic = message.topic();
    Consumer<Message> known = receivers.get(topic);
    if (known != null) {
      known.accept(message);
      return true;
    }
    boolean isProperty = topics.isProperty(topic);
    if (!isProperty && !topics.isSignal(topic)) {
      return false;
    }
    String name = topics.memberOf(topic);
    if ((isProperty ? properties : signals).size() >= MAX_MEMBERS) {
      shared
          .messageLog()
          .error(LOG, "{}: ignored because {} names are known already", topic, MAX_MEMBERS);
      return true;
    }
    if (isProperty) {
      property(name);
    } else {
      signal(name);
    }
    Objects.requireNonNull(receivers.get(topic)).accept(message);
    return true;
  }

  /** The last value of a property; {@code null} if none was received. */
  @Nullable Object value(String name) {
    PropertyClient known = properties.get(name);
    return known == null ? null : known.value().get();
  }

  /** The last values of all properties, by name. */
  Map<String, Object> values() {
    Map<String, Object> values = new TreeMap<>();
    properties.forEach(
        (name, property) -> {
          Object value = property.value().get();
          if (value != null) {
            values.put(name, value);
          }
        });
    return values;
  }

  /** Adds a handler of the values of all properties, which gets their names, too. */
  Subscription onAnyChanged(ProxyScope owner, BiConsumer<String, Object> handler) {
    owner.checkOpen("prop");
    List<Subscription> added = new CopyOnWriteArrayList<>();
    return add(
        new Everywhere(
            owner,
            property -> added.add(join(owner, property.value().handlers(), handler)),
            signal -> {}),
        added);
  }

  /** Adds a handler of all signals, which gets their names, too. */
  Subscription onAnySignal(ProxyScope owner, BiConsumer<String, Object> handler) {
    owner.checkOpen("sig");
    List<Subscription> added = new CopyOnWriteArrayList<>();
    return add(
        new Everywhere(
            owner, property -> {}, signal -> added.add(join(owner, signal.handlers(), handler))),
        added);
  }

  private static Subscription join(
      ProxyScope owner, Handlers handlers, BiConsumer<String, Object> handler) {
    return handlers.join(
        owner, handler, calling(arguments -> handler.accept(handlers.member(), arguments[0])));
  }

  /** Calls a handler as a method is called. */
  static HandlerCall.Invocation calling(Consumer<Object[]> handler) {
    return received -> {
      try {
        handler.accept(Objects.requireNonNull(received.value()));
      } catch (RuntimeException | Error e) {
        throw new InvocationTargetException(e);
      }
    };
  }

  /** Calls the interceptors of a new caller, also for the values that are here already. */
  void addInterceptors(ProxyScope owner, InterceptedCalls interceptors) {
    add(
        new Everywhere(
            owner,
            property -> property.value().addInterceptors(owner, interceptors),
            signal -> signal.handlers().addInterceptors(owner, interceptors)),
        List.of());
  }

  private synchronized Subscription add(Everywhere all, List<Subscription> added) {
    everywhere.add(all);
    properties.values().forEach(all.onProperty);
    signals.values().forEach(all.onSignal);
    return () -> end(all, added);
  }

  private synchronized void end(Everywhere all, List<Subscription> added) {
    everywhere.remove(all);
    added.forEach(Subscription::close);
  }

  /** Removes the handlers that were added by this caller. */
  synchronized void removeHandlersOf(ProxyScope owner) {
    everywhere.removeIf(each -> each.owner == owner);
    properties.values().forEach(property -> property.value().handlers().removeAllOf(owner));
    signals.values().forEach(signal -> signal.handlers().removeAllOf(owner));
  }

  /** What is added to each property and each signal. */
  private static final class Everywhere {
    private final ProxyScope owner;
    private final Consumer<PropertyClient> onProperty;
    private final Consumer<SignalClient> onSignal;

    Everywhere(
        ProxyScope owner, Consumer<PropertyClient> onProperty, Consumer<SignalClient> onSignal) {
      this.owner = owner;
      this.onProperty = onProperty;
      this.onSignal = onSignal;
    }
  }
}
