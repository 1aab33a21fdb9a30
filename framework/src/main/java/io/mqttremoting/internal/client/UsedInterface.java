package io.mqttremoting.internal.client;

import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.api.Subscription;
import io.mqttremoting.internal.client.presence.Availability;
import io.mqttremoting.internal.connection.BrokerConnection;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.internal.wire.Topics;
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

  /** Whether the first message was a value or a signal, for a fleet. */
  private volatile boolean published;

  /** What a fleet hears of its presence; guarded by the clients, or by the fleet that adds it. */
  private Subscription presence = () -> {};

  /** Whether the retained values have arrived that the broker had when this was created. */
  private volatile boolean hasRetained;

  /** Whether its status has arrived by the subscriptions of a fleet. */
  private volatile boolean hasStatus;

  /** Whether the message is being delivered that a fleet has created this for. */
  private volatile boolean arriving;

  UsedInterface(InterfaceClient client) {
    this.client = client;
  }

  /** Sets whether the message is being delivered that a fleet has created this for. */
  void setArriving(boolean now) {
    arriving = now;
  }

  boolean isArriving() {
    return arriving;
  }

  /** Sets that the retained values have arrived, or will arrive without being asked for. */
  void setRetained() {
    hasRetained = true;
  }

  /**
   * Takes the message for which a fleet has created this; whether it is a value or a signal. If it
   * is a status, the status is not fetched: Moquette delivers one before it stores it, so what is
   * fetched at once is the status before it, that the instance has left.
   *
   * @param late whether the fleet has got all retained messages before; then the values are fetched
   *     after a status, because they should have come first
   */
  boolean receiveFirst(Message message, boolean late) {
    boolean isStatus = new Topics(client.model().id()).clientOfStatus(message.topic()).isPresent();
    if (isStatus && late) {
      hasStatus = true;
    } else {
      hasRetained = true;
    }
    Consumer<Message> receiver = client.endpoint().receivers().get(message.topic());
    if (receiver != null) {
      receiver.accept(message);
      published = message.payload().length > 0; // else somebody cleared a value
    } else if (!client.endpoint().receiveOther(message)) {
      client.endpoint().onUnreceivable(message, "no such member");
    }
    return receiver != null;
  }

  /** Whether this instance of a fleet is there, as far as is known. */
  boolean isPresent() {
    Availability known = client.presence().availability();
    return known.online()
        || (known.equals(Availability.UNKNOWN) && (published || client.members().hasValue()));
  }

  /** Whether it is present, or will be if the connection of its service is online. */
  boolean mayCome() {
    return isPresent() || client.presence().lacksConnections();
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
    List<String> filters = client.endpoint().retainedFiltersInFleet(!hasStatus);
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
