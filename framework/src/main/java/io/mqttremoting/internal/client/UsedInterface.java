package io.mqttremoting.internal.client;

import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.api.Subscription;
import io.mqttremoting.internal.connection.BrokerConnection;
import io.mqttremoting.internal.transport.TransportException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The client side of an interface, and the proxies that use it. */
final class UsedInterface {
  private static final Logger LOG = LoggerFactory.getLogger(UsedInterface.class);

  /** For a new client, how long to wait for the subscriptions to the connections of services. */
  private static final Duration FOLLOWING = Duration.ofMillis(200);

  final InterfaceClient client;
  final Set<ProxyScope> proxies = new HashSet<>(); // guarded by the clients

  /** Whether a value or a signal has arrived, for a fleet. */
  volatile boolean published;

  /** What a fleet hears of its presence; guarded by the clients, or by the fleet that adds it. */
  private Subscription presence = () -> {};

  /** Whether the retained values have arrived that the broker had when this was created. */
  private volatile boolean hasRetained;

  UsedInterface(InterfaceClient client) {
    this.client = client;
  }

  /** Sets that the retained values have arrived, or will arrive without being asked for. */
  void setRetained() {
    hasRetained = true;
  }

  /**
   * Waits until the retained values and statuses have arrived, for about a second at most; does not
   * wait without a connection. Threads of the MQTT library must not call it.
   */
  void awaitRetained(BrokerConnection connection) {
    if (hasRetained) {
      return;
    }
    fetchRetained(connection);
    if (connection.awaitRetained()
        && connection.isConnected()
        && client.endpoint().awaitFollowUps(FOLLOWING)) {
      connection.awaitRetained();
    }
    hasRetained = true;
  }

  /** Not while this subscribes by itself, whose subscriptions it would end. */
  private synchronized void fetchRetained(BrokerConnection connection) {
    List<String> filters = client.endpoint().retainedFiltersInFleet();
    if (filters.isEmpty()) {
      return;
    } // a fleet's subscription brings no retained messages now
    try {
      connection.fetchRetained(filters);
    } catch (TransportException e) {
      LOG.debug("{}: values come with the next connection", client.shared().id(), e);
    }
  }

  /**
   * From now on, the subscriptions of a fleet include those of this instance.
   *
   * @param listener learns whether the instance is available
   */
  void joinFleet(Consumer<Boolean> listener) {
    client.endpoint().setInFleet(true);
    presence = client.presence().availabilityHandlers().add(listener);
  }

  /** Leaves the fleet; the connection must subscribe to this by itself. */
  void leaveFleet() {
    client.endpoint().setInFleet(false);
    presence.close();
  }

  /** Subscribes to this interface alone; fails like {@link BrokerConnection#register}. */
  synchronized void subscribe(BrokerConnection connection) throws TransportException {
    leaveFleet();
    connection.register(client.endpoint());
  }

  /** Ends the subscriptions to this interface alone, because those of a fleet include them. */
  void endOwnSubscriptions(BrokerConnection connection) {
    try {
      connection.unsubscribe(
          client.endpoint().ownFilters(connection.version().orElse(MqttVersion.MQTT_5)));
    } catch (TransportException e) {
      LOG.debug("{}: there is no subscription to end", client.shared().id(), e);
    }
  }
}
