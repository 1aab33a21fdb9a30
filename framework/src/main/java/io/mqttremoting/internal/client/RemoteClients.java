package io.mqttremoting.internal.client;

import io.mqttremoting.api.ClientInterceptor;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.internal.concurrent.Steps;
import io.mqttremoting.internal.connection.BrokerConnection;
import io.mqttremoting.internal.model.Address;
import io.mqttremoting.internal.model.InterfaceModel;
import io.mqttremoting.internal.model.Undeclared;
import io.mqttremoting.internal.model.WireName;
import io.mqttremoting.internal.transport.TransportException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The clients on one connection of interfaces that no Java interface declares. They subscribe to
 * the same filters as other clients, unless a fleet's subscriptions include these. Thread-safe.
 */
public final class RemoteClients {
  private static final Logger LOG = LoggerFactory.getLogger(RemoteClients.class);

  private final BrokerConnection connection;
  private final InterfaceClientFactory factory;
  private final List<ClientInterceptor> interceptors;
  private final Map<Address, UsedInterface> clients = new HashMap<>(); // guarded by this
  private final Set<FleetClient> fleets = new HashSet<>(); // guarded by this

  /** {@code interceptors} run around all calls, the outermost first. */
  RemoteClients(
      BrokerConnection connection,
      InterfaceClientFactory factory,
      List<ClientInterceptor> interceptors) {
    this.connection = connection;
    this.factory = factory;
    this.interceptors = interceptors;
  }

  /**
   * A new client of the interface with this name, all of which is given. If there is a connection,
   * its topics are subscribed to.
   *
   * @param inner interceptors that run around its calls, inside of those of all calls
   * @throws TransportException if the broker refuses the subscriptions
   */
  public RemoteClient client(WireName name, List<ClientInterceptor> inner)
      throws TransportException {
    InterfaceModel model = model(name);
    UsedInterface used;
    RemoteClient client;
    synchronized (this) {
      used = used(model);
      ProxyScope scope = factory.newScope(used.client.shared(), interceptors, inner);
      client = new RemoteClient(scope, used.client, () -> remove(model.address(), used, scope));
      used.proxies.add(scope);
    }
    used.awaitRetained(connection);
    return client;
  }

  private InterfaceModel model(WireName name) {
    return name.of(
        Undeclared.ofInterface(new Address("", ""), List.of(), List.of(), List.of()),
        connection.namespace());
  }

  private UsedInterface used(InterfaceModel model) throws TransportException {
    UsedInterface known = clients.get(model.address());
    if (known != null) {
      return known;
    }
    UsedInterface used = new UsedInterface(factory.of(model));
    used.client.endpoint().setFleetFilters(fleetFilters(model.address()));
    connection.register(used.client.endpoint());
    clients.put(model.address(), used);
    return used;
  }

  /** Ends the calls of a closed client; after the last one of an interface, also unsubscribes. */
  private void remove(Address address, UsedInterface used, ProxyScope scope) {
    factory.calls().closeThoseOf(scope);
    synchronized (this) {
      used.proxies.remove(scope);
      if (used.proxies.isEmpty() && clients.remove(address, used)) {
        connection.unregister(used.client.endpoint());
        used.client.close();
      }
    }
  }

  private Set<String> fleetFilters(Address instance) {
    Set<String> filters = new HashSet<>();
    fleets.stream()
        .filter(fleet -> fleet.includes(instance))
        .forEach(fleet -> filters.addAll(fleet.filters()));
    return filters;
  }

  /** A fleet is subscribed to: its instances end the subscriptions that it includes. */
  synchronized void onFleetOpened(FleetClient fleet) {
    fleets.add(fleet);
    clients.forEach(
        (address, used) -> {
          if (fleet.includes(address)) {
            endOwnSubscriptions(address, used.client.endpoint());
          }
        });
  }

  private void endOwnSubscriptions(Address address, InterfaceEndpoint endpoint) {
    MqttVersion version = connection.version().orElse(MqttVersion.MQTT_5);
    List<String> surplus = new ArrayList<>(endpoint.filters(version));
    endpoint.setFleetFilters(fleetFilters(address));
    surplus.removeAll(endpoint.filters(version));
    try {
      connection.unsubscribe(surplus);
    } catch (TransportException e) {
      LOG.debug("{}: there is no subscription to end", address.id(), e);
    }
  }

  /** A fleet is about to be closed: its instances subscribe themselves. */
  synchronized void onFleetClosed(FleetClient fleet) {
    fleets.remove(fleet);
    clients.forEach(
        (address, used) -> {
          if (fleet.includes(address)) {
            subscribe(address, used.client.endpoint());
          }
        });
  }

  private void subscribe(Address address, InterfaceEndpoint endpoint) {
    endpoint.setFleetFilters(fleetFilters(address));
    try {
      connection.register(endpoint);
    } catch (TransportException e) {
      LOG.warn("{}: not subscribed to: {}", address.id(), e.getMessage());
    }
  }

  /** Ends all, because the connection is closed. */
  void close() {
    List<Runnable> steps = new ArrayList<>();
    synchronized (this) {
      clients.values().forEach(used -> steps.add(used.client::close));
    }
    Steps.runAll(steps);
  }
}
