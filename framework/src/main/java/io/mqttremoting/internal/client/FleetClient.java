package io.mqttremoting.internal.client;

import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.internal.concurrent.LogLimit;
import io.mqttremoting.internal.connection.BrokerConnection;
import io.mqttremoting.internal.model.Address;
import io.mqttremoting.internal.model.InterfaceModel;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.wire.FleetTopics;
import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.internal.wire.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The client sides of all instances of one interface, which share a few subscriptions. An instance
 * is added with its first message. It is present while its status says that it is online; one
 * without a status, for example in another language, is present from its first value or signal on.
 * Thread-safe; threads of the MQTT library add instances, so nothing here waits for the broker.
 */
final class FleetClient {
  private static final Logger LOG = LoggerFactory.getLogger(FleetClient.class);

  /** Any client may claim to be an instance. */
  private static final int MAX_INSTANCES = 100_000;

  /** A service with a status publishes it within this time after its first values. */
  private static final Duration ANNOUNCING = Duration.ofSeconds(1);

  private final InterfaceModel model;
  private final BrokerConnection connection;
  private final ClientThreads threads;
  private final Function<InterfaceModel, InterfaceClient> factory;
  private final BiConsumer<FleetClient, String> remover;
  private final List<FleetEndpoint> endpoints = new CopyOnWriteArrayList<>();
  private final LogLimit log;
  private final Map<String, UsedInterface> instances = new ConcurrentHashMap<>();
  private final Attendance attendance = new Attendance();

  /**
   * The fleet of {@code model}, which names no instance.
   *
   * @param factory creates the client side of an instance; must not wait
   * @param remover called by a worker, to {@link #removeIfAbsent remove} an instance without
   *     clients
   */
  static FleetClient of(
      InterfaceModel model,
      BrokerConnection connection,
      ClientThreads threads,
      Function<InterfaceModel, InterfaceClient> factory,
      BiConsumer<FleetClient, String> remover) {
    FleetClient fleet = new FleetClient(model, connection, threads, factory, remover);
    FleetQuestion question =
        new FleetQuestion(
            FleetTopics.of(model.address()), connection, threads, fleet.log, fleet::onAnswer);
    fleet.endpoints.add(FleetEndpoint.ofOthers(model, connection.clientId(), fleet, question));
    fleet.endpoints.add(FleetEndpoint.ofRetained(model, connection.clientId(), fleet));
    return fleet;
  }

  private FleetClient(
      InterfaceModel model,
      BrokerConnection connection,
      ClientThreads threads,
      Function<InterfaceModel, InterfaceClient> factory,
      BiConsumer<FleetClient, String> remover) {
    this.model = model;
    this.connection = connection;
    this.threads = threads;
    this.factory = factory;
    this.remover = remover;
    this.log = new LogLimit(model.id() + ": messages to its fleet", threads.counts());
  }

  List<FleetEndpoint> endpoints() { // what is registered
    return endpoints;
  }

  /** Whether an interface is one of the instances. */
  boolean includes(Address instance) {
    return !instance.instance().isEmpty()
        && model.address().at(instance.instance()).equals(instance);
  }

  /** The filters of the subscriptions of this. */
  Set<String> filters() {
    return endpoints.stream()
        .flatMap(endpoint -> endpoint.filters(MqttVersion.MQTT_5).stream())
        .collect(Collectors.toSet());
  }

  /**
   * Subscribes, first to the rest, so that retained messages find all receivers.
   *
   * @throws TransportException if the broker refuses; the instances keep their own subscriptions
   */
  void subscribe() throws TransportException {
    List<FleetEndpoint> registered = new ArrayList<>();
    boolean done = false;
    try {
      for (FleetEndpoint endpoint : endpoints) {
        connection.register(endpoint);
        registered.add(endpoint);
      }
      done = true;
    } finally {
      if (!done) {
        registered.forEach(connection::unregister);
        instances.values().forEach(UsedInterface::leaveFleet);
      }
    }
  }

  /** Which of the instances are present. */
  Attendance attendance() {
    return attendance;
  }

  /** An instance has told its status; if another one is known, it is asked for all that it has. */
  private void onAnswer(String name, Status status) {
    UsedInterface known = instances.get(name);
    if (known != null) {
      known.client.endpoint().onAnnounced(status);
    } else if (Address.isInstance(name) && hasRoom(name)) {
      addFor(
          name,
          added -> {
            added.setRetained(); // its values come with its answer
            added.client.endpoint().onAnnounced(status);
          });
    }
  }

  private boolean hasRoom(String name) {
    if (instances.size() < MAX_INSTANCES) {
      return true;
    }
    log.error(LOG, "{}: ignored because {} instances are known", name, MAX_INSTANCES);
    return false;
  }

  /** Takes a message for which no known instance has a receiver; called by the MQTT library. */
  void receive(Message message) {
    String name = model.address().instanceIn(message.topic()).orElse("");
    if (name.isEmpty() || instances.containsKey(name)) {
      return; // no instance; or a status that the instance has got itself
    }
    if (!hasRoom(message.topic())) {
      return;
    }
    addFor(
        name,
        added -> {
          if (added.receiveFirst(message, attendance.isKnown())) {
            updateLater(name);
          }
        });
  }

  /** Adds an instance because of a message, which is delivered before anybody can remove it. */
  private void addFor(String name, Consumer<UsedInterface> delivery) {
    UsedInterface created = new UsedInterface(factory.apply(model.at(name)));
    created.setArriving(true);
    try {
      delivery.accept(add(name, created));
    } finally {
      created.setArriving(false);
    }
  }

  /** Logs a message that no instance gets. */
  void onUnreceivable(Message message, String reason) {
    log.warn(LOG, "a message to {} is ignored: {}", message.topic(), reason);
  }

  /**
   * Adds an instance, whose messages come by the subscriptions of this from now on. If another
   * thread has just added it, returns what that one added.
   */
  UsedInterface add(String name, UsedInterface used) {
    UsedInterface known = instances.putIfAbsent(name, used);
    if (known != null) {
      used.client.close();
      return known;
    }
    join(name, used);
    connection.adopt(used.client.endpoint());
    return used;
  }

  /** Adds an instance that is registered with the connection already, before any message. */
  void take(String name, UsedInterface used) {
    instances.put(name, used);
    join(name, used);
  }

  /** The client side of an instance; {@code null} if it is not known. */
  @Nullable UsedInterface get(String name) {
    return instances.get(name);
  }

  /** All instances that are known, present or not. */
  Map<String, UsedInterface> instances() {
    return Map.copyOf(instances);
  }

  /** Forgets an instance and closes its client. */
  void remove(String name, UsedInterface used) {
    if (instances.remove(name, used)) {
      connection.release(used.client.endpoint());
    }
    used.client.close();
  }

  /** Like {@link #remove}, unless the instance is there, or is just coming. */
  void removeIfAbsent(String name, UsedInterface used) {
    if (used.isArriving()
        || attendance.has(name)
        || used.mayCome()
        || isRemovedLater(name, used)
        || !instances.remove(name, used)) {
      return;
    }
    connection.release(used.client.endpoint());
    if (used.mayCome() && instances.putIfAbsent(name, used) == null) {
      connection.adopt(used.client.endpoint());
      update(name); // its status has arrived since the first look, and nobody else has taken it
      return;
    }
    used.client.close();
  }

  /** If it has just left, late messages would add it again: then this removes it after these. */
  private boolean isRemovedLater(String name, UsedInterface used) {
    Duration late = used.client.presence().untilNothingIsLate();
    if (late.isNegative() || late.isZero()) {
      return false;
    }
    threads.schedule(late, () -> threads.execute(() -> remover.accept(this, name)));
    return true;
  }

  private void join(String name, UsedInterface used) {
    used.joinFleet(online -> onAvailability(name, online));
    used.client.members().firstValue().thenRun(() -> updateLater(name));
  }

  /** Something was published; if no status follows, there is none. */
  private void updateLater(String name) {
    threads.schedule(ANNOUNCING, () -> update(name));
  }

  private void onAvailability(String name, boolean online) {
    if (online || connection.isConnected()) { // else see review
      update(name);
    }
  }

  /** The connection is lost: who is present is decided when all statuses have come again. */
  void onConnectionLost() {
    attendance.setKnown(false);
  }

  /** The statuses and values of all instances have arrived on a connection. */
  void review() {
    attendance.setKnown(true);
    Set<String> all = new TreeSet<>(instances.keySet());
    all.addAll(attendance.present());
    all.forEach(this::update);
    threads.execute(() -> instances.keySet().forEach(name -> remover.accept(this, name)));
  }

  private void update(String name) {
    attendance.update(
        name,
        () -> {
          UsedInterface used = instances.get(name);
          return used != null && used.isPresent();
        });
  }

  @Override
  public String toString() {
    return "fleet of " + model.id() + " as " + connection.clientId();
  }
}
