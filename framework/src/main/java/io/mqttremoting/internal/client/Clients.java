package io.mqttremoting.internal.client;

import io.mqttremoting.api.ClientInterceptor;
import io.mqttremoting.api.ContractCheck;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.internal.client.call.CallSettings;
import io.mqttremoting.internal.concurrent.Steps;
import io.mqttremoting.internal.concurrent.TaskQueue;
import io.mqttremoting.internal.connection.BrokerConnection;
import io.mqttremoting.internal.json.JsonCodec;
import io.mqttremoting.internal.model.End;
import io.mqttremoting.internal.model.InterfaceModel;
import io.mqttremoting.internal.model.InterfaceReader;
import io.mqttremoting.internal.model.WireName;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.wire.Mappings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All clients of one connection. Thread-safe. */
public final class Clients {
  private static final Logger LOG = LoggerFactory.getLogger(Clients.class);

  private final BrokerConnection connection;
  private final JsonCodec json;
  private final ClientThreads threads;
  private final List<ClientInterceptor> interceptors;
  private final InterfaceClientFactory factory;
  private final Map<ClientKey, UsedInterface> clients = new HashMap<>(); // guarded by this

  private final RemoteClients remotes;

  /** The open fleets, by the interface without an instance. Guarded by this. */
  private final Map<ClientKey, FleetClient> fleets = new HashMap<>();

  /**
   * Clients on {@code connection}.
   *
   * @param callTimeout how long callers wait, unless an operation declares its own timeout
   * @param check what happens if the contract of a service is another
   * @param interceptors run around all calls, the outermost first
   */
  public Clients(
      BrokerConnection connection,
      JsonCodec json,
      Duration callTimeout,
      ContractCheck check,
      ClientThreads threads,
      List<ClientInterceptor> interceptors) {
    this.interceptors = List.copyOf(interceptors);
    this.connection = connection;
    this.json = json;
    this.threads = threads;
    this.factory =
        new InterfaceClientFactory(
            connection,
            new CallSettings(
                json,
                Mappings.of(json),
                connection.clientId(),
                callTimeout,
                connection.settings().delivery(),
                check),
            threads);
    this.remotes = new RemoteClients(connection, factory, this.interceptors);
  }

  /** The clients of interfaces that no Java interface declares. */
  public RemoteClients remotes() {
    return remotes;
  }

  /**
   * A new proxy of {@code type}, which has this {@code name} on the wire. If there is a connection,
   * the interface's topics are subscribed to.
   *
   * @param inner interceptors that run around its calls, inside of those of all calls
   * @throws IllegalArgumentException if the interface breaks rules
   * @throws TransportException if the broker refuses the subscriptions
   */
  public <T> T client(Class<T> type, WireName name, List<ClientInterceptor> inner)
      throws TransportException {
    ClientKey key = new ClientKey(type, name);
    UsedInterface used;
    T client;
    synchronized (this) {
      used = used(key);
      client = type.cast(newProxy(key, used, inner));
    }
    used.awaitRetained(connection); // without the lock: several threads can wait for one answer
    return client;
  }

  private UsedInterface used(ClientKey key) throws TransportException {
    FleetClient fleet = fleets.get(key.ofFleet());
    if (fleet != null && !key.name().instance().isEmpty()) {
      UsedInterface known = fleet.get(key.name().instance());
      return known != null
          ? known
          : fleet.add(key.name().instance(), new UsedInterface(factory.of(read(key))));
    }
    UsedInterface known = clients.get(key);
    if (known != null) {
      return known;
    }
    UsedInterface used = new UsedInterface(factory.of(read(key)));
    connection.register(used.client.endpoint());
    clients.put(key, used);
    return used;
  }

  private InterfaceModel read(ClientKey key) {
    InterfaceModel declared = InterfaceReader.read(key.type(), End.CLIENT, json.payloadRules());
    return key.name().of(declared, connection.namespace());
  }

  private Object newProxy(ClientKey key, UsedInterface used, List<ClientInterceptor> inner) {
    ProxyScope proxy = factory.newScope(used.client.shared(), interceptors, inner);
    used.proxies.add(proxy);
    return used.client.newProxy(proxy, () -> remove(key, used, proxy));
  }

  /** Ends the calls of a closed proxy; after the last proxy of an interface, also unsubscribes. */
  private void remove(ClientKey key, UsedInterface used, ProxyScope proxy) {
    factory.calls().closeThoseOf(proxy);
    synchronized (this) {
      used.proxies.remove(proxy);
      FleetClient fleet = fleets.get(key.ofFleet());
      if (fleet != null && fleet.get(key.name().instance()) == used) {
        removeUnused(fleet, key.name().instance());
      } else if (used.proxies.isEmpty() && clients.remove(key, used)) {
        connection.unregister(used.client.endpoint());
        used.client.close();
      }
    }
  }

  /** Forgets an instance of an open fleet that is not there, and that has no clients. */
  synchronized void removeUnused(FleetClient fleet, String name) {
    UsedInterface used = fleet.get(name);
    if (used != null && used.proxies.isEmpty() && fleets.containsValue(fleet)) {
      fleet.removeIfAbsent(name, used);
    }
  }

  /**
   * A view of all instances of {@code type}. If connected, those that are there are known when this
   * returns.
   *
   * @throws IllegalArgumentException if the interface breaks rules, or the name has an instance
   * @throws TransportException if the broker refuses the subscriptions
   */
  public FleetView fleet(Class<?> type, WireName name, List<ClientInterceptor> inner)
      throws TransportException {
    if (!name.instance().isEmpty()) {
      throw new IllegalArgumentException(
          "a fleet has all instances, not only '" + name.instance() + "'; leave out withInstance");
    }
    ClientKey key = new ClientKey(type, name);
    FleetClient fleet;
    FleetView view;
    synchronized (this) {
      FleetClient known = fleets.get(key);
      fleet = known == null ? openFleet(key) : known;
      view = new FleetView(fleet, this, key, inner, new TaskQueue(threads.workers(), 1));
      view.open();
    }
    if (!fleet.attendance().isKnown()) {
      connection.awaitRetained(); // if they take longer, instances join when their statuses come
      if (connection.isConnected()) {
        fleet.review();
      }
    }
    return view;
  }

  /** Clients of instances that exist already join the fleet. */
  private FleetClient openFleet(ClientKey key) throws TransportException {
    FleetClient fleet =
        FleetClient.of(read(key), connection, threads, factory::of, this::removeUnused);
    factory.followAll();
    clients.forEach(
        (each, used) -> {
          if (!each.name().instance().isEmpty() && each.ofFleet().equals(key)) {
            fleet.take(each.name().instance(), used);
          }
        });
    fleet.subscribe();
    fleets.put(key, fleet);
    for (Map.Entry<String, UsedInterface> each : fleet.instances().entrySet()) {
      if (clients.remove(key.at(each.getKey()), each.getValue())) {
        each.getValue().endOwnSubscriptions(connection);
      }
    }
    remotes.onFleetOpened(fleet);
    return fleet;
  }

  /** A client of one instance of a fleet. */
  Object clientOf(ClientKey fleet, String instance, List<ClientInterceptor> inner) {
    try {
      return client(fleet.type(), fleet.name().withInstance(instance), inner);
    } catch (TransportException e) {
      throw new RemotingException(e.code(), e.getMessage(), e);
    }
  }

  boolean isConnectionClosed() {
    return connection.isClosed();
  }

  boolean isClosed(Object client) {
    return instanceOf(client).map(ClientInstance::isClosed).orElse(false);
  }

  /** Closes a client. */
  void close(Object client) {
    instanceOf(client).ifPresent(ClientInstance::close);
  }

  /** Runs user code; if it runs too long, the log calls it {@code name}. */
  void whileRunning(String name, Runnable code) {
    threads.watchdog().run(name, code);
  }

  /** A view is closed; with the last one, the fleet ends. Other clients of its instances remain. */
  synchronized void leave(ClientKey key, FleetClient fleet, Consumer<String> view) {
    if (fleet.attendance().unlisten(view) || !fleets.remove(key, fleet) || isConnectionClosed()) {
      return;
    }
    fleet
        .instances()
        .forEach(
            (name, used) -> {
              if (used.proxies.isEmpty()) {
                fleet.remove(name, used);
              } else {
                remain(key.at(name), used);
              }
            });
    remotes.onFleetClosed(fleet);
    fleet.endpoints().forEach(connection::unregister);
  }

  private void remain(ClientKey key, UsedInterface used) {
    clients.put(key, used);
    try {
      used.subscribe(connection);
    } catch (TransportException e) {
      LOG.warn("{}: not subscribed to: {}", used.client.shared().id(), e.getMessage());
    }
  }

  /** How many calls of users are open. */
  public int openCalls() {
    return factory.calls().countOpen();
  }

  /** How many pings are open. */
  public int openProbes() {
    return factory.calls().countPings();
  }

  /** How many tasks wait for the broker, or behind such a task. */
  public int waitingForBroker() {
    return factory.waitingForBroker();
  }

  /** The instance that belongs to this proxy; empty if the object is no proxy. */
  public static Optional<ClientInstance> instanceOf(Object proxy) {
    return ProxyFactory.identityOf(proxy).map(ClientInstance.class::cast);
  }

  /** Ends all open calls because the connection is closed. */
  public void close() {
    List<Runnable> steps = new ArrayList<>();
    synchronized (this) {
      clients.values().forEach(used -> steps.add(used.client::close));
      fleets.values().stream()
          .flatMap(fleet -> fleet.instances().values().stream())
          .forEach(used -> steps.add(used.client::close));
    }
    steps.add(remotes::close);
    steps.add(factory.calls()::close);
    Steps.runAll(steps);
  }
}
