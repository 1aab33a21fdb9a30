package io.mqttremoting.internal.client;

import io.mqttremoting.api.ContractCheck;
import io.mqttremoting.internal.client.call.CallSettings;
import io.mqttremoting.internal.concurrent.Steps;
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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** All clients of one connection. Thread-safe. */
public final class Clients {
  /** For a new client, how long to wait for the subscriptions to the connections of services. */
  private static final Duration FOLLOWING = Duration.ofMillis(200);

  private final BrokerConnection connection;
  private final JsonCodec json;
  private final ClientThreads threads;
  private final InterfaceClientFactory factory;
  private final Map<Key, Used> clients = new HashMap<>(); // guarded by this

  /** Clients with the same Java type and the same name on the wire share their client side. */
  private record Key(Class<?> type, WireName name) {}

  /** The client side of an interface, and the proxies that use it. */
  private static final class Used {
    final InterfaceClient client;
    final Set<ProxyScope> proxies = new HashSet<>(); // guarded by the clients
    volatile boolean hasRetained;

    Used(InterfaceClient client) {
      this.client = client;
    }
  }

  /**
   * Clients on {@code connection}.
   *
   * @param callTimeout how long callers wait, unless an operation declares its own timeout
   * @param check what happens if the contract of a service is another
   */
  public Clients(
      BrokerConnection connection,
      JsonCodec json,
      Duration callTimeout,
      ContractCheck check,
      ClientThreads threads) {
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
                connection.delivery(),
                check),
            threads);
  }

  /**
   * A new proxy of {@code type}, which has this {@code name} on the wire. If there is a connection,
   * the interface's topics are subscribed to.
   *
   * @throws IllegalArgumentException if the interface breaks rules
   * @throws TransportException if the broker refuses the subscriptions
   */
  public <T> T client(Class<T> type, WireName name) throws TransportException {
    Key key = new Key(type, name);
    Used used;
    T client;
    synchronized (this) {
      used = used(key);
      client = type.cast(newProxy(key, used));
    }
    awaitRetained(used); // without the lock, so that several threads can wait for one answer
    return client;
  }

  private Used used(Key key) throws TransportException {
    Used known = clients.get(key);
    if (known != null) {
      return known;
    }
    InterfaceModel declared = InterfaceReader.read(key.type, End.CLIENT, json.payloadRules());
    Used used = new Used(factory.of(key.name.of(declared)));
    connection.register(used.client.endpoint());
    clients.put(key, used);
    return used;
  }

  private Object newProxy(Key key, Used used) {
    ProxyScope proxy = new ProxyScope(used.client.shared(), threads.newTurns());
    used.proxies.add(proxy);
    return used.client.newProxy(proxy, () -> remove(key, used, proxy));
  }

  /** Ends the calls of a closed proxy; after the last proxy of an interface, also unsubscribes. */
  private void remove(Key key, Used used, ProxyScope proxy) {
    factory.calls().closeThoseOf(proxy);
    synchronized (this) {
      used.proxies.remove(proxy);
      if (used.proxies.isEmpty() && clients.remove(key, used)) {
        connection.unregister(used.client.endpoint());
        used.client.close();
      }
    }
  }

  /**
   * Waits until the retained values and statuses have arrived, for about a second at most; does not
   * wait without a connection. Threads of the MQTT library must not call it.
   */
  private void awaitRetained(Used used) {
    if (!used.hasRetained) {
      if (connection.awaitRetained()
          && connection.isConnected()
          && used.client.endpoint().awaitFollowUps(FOLLOWING)) {
        connection.awaitRetained();
      }
      used.hasRetained = true;
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
    }
    steps.add(factory.calls()::close);
    Steps.runAll(steps);
  }
}
