package io.mqttremoting.internal.connection;

import io.mqttremoting.api.ConnectionEvent;
import io.mqttremoting.api.ConnectionState;
import io.mqttremoting.api.Delivery;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.internal.transport.Transport;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.wire.Topics;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection that clients and services share, whichever {@link Transport} carries it at the
 * moment: it keeps what they subscribe to, connects again when it is lost, and restores all of that
 * on every connect. Thread-safe.
 */
public final class BrokerConnection {
  private static final Logger LOG = LoggerFactory.getLogger(BrokerConnection.class);

  private final ConnectionSettings settings;
  private final Consumer<ConnectionEvent> events;
  private final StateMachine states;
  private final ChangeLock changes;
  private final Router router;
  private final LinkMaker links;
  private final Outgoing outgoing;
  private final Restorer restorer;
  private final Reconnector reconnector;
  private final Registrar registrar;

  /**
   * A connection that is yet to be made.
   *
   * @param workers where what waits for the broker is done that messages cause
   * @param listener told of every state, in any thread, which must not be held up
   */
  public BrokerConnection(
      ConnectionSettings settings, Executor workers, Consumer<ConnectionEvent> listener) {
    Connector connector = new Connector(settings.brokers(), settings.factories());
    SizeLimits sizes = new SizeLimits(System::nanoTime);
    this.settings = settings;
    this.events = guarded(listener);
    this.states = new StateMachine(connector.toString());
    this.changes = new ChangeLock(states);
    this.router = new Router(settings.maxPayloadBytes());
    this.outgoing = Outgoing.of(new Sender(settings, states, sizes));
    Endpoints endpoints = new Endpoints(router, settings.leastQos());
    this.links = new LinkMaker(settings, connector, states, sizes, router::route, workers);
    this.restorer = new Restorer(states, changes, links, endpoints, outgoing, events);
    this.reconnector =
        new Reconnector(
            "remoting-" + settings.clientId() + "-connect", settings.backoff(), restorer, events);
    this.registrar =
        new Registrar(
            states,
            changes,
            endpoints,
            settings.options().timeout(),
            secondConnection(settings, restorer, reconnector, events));
  }

  private static Consumer<ConnectionEvent> guarded(Consumer<ConnectionEvent> listener) {
    return event -> {
      try {
        listener.accept(event);
      } catch (RuntimeException | Error e) {
        LOG.error("Somebody could not be told of the connection", e);
      }
    };
  }

  private static Registrar.SecondConnection secondConnection(
      ConnectionSettings settings,
      Restorer restorer,
      Reconnector reconnector,
      Consumer<ConnectionEvent> events) {
    return loss -> {
      if (settings.backoff().maxAttempts() == 0) {
        throw loss; // it is not to be made again by itself
      }
      events.accept(new ConnectionEvent(ConnectionState.CONNECTING, 0, Optional.of(loss)));
      restorer.connect(reconnector::start);
    };
  }

  /** The client identifier, which is part of reply topics. */
  public String clientId() {
    return settings.clientId();
  }

  /** How messages travel unless somebody has chosen otherwise for them. */
  public Delivery delivery() {
    return settings.delivery();
  }

  /** Whether the other connection may be to the same broker, as their URIs say. */
  boolean sharesBrokerWith(BrokerConnection other) {
    return !Collections.disjoint(settings.brokers(), other.settings.brokers());
  }

  /** What sends messages on this connection. */
  public Sender sender() {
    return outgoing.sender();
  }

  /** What sends messages that outlive a connection. */
  public Outbox outbox() {
    return outgoing.outbox();
  }

  /** What says that services have left. */
  public Farewells farewells() {
    return outgoing.farewells();
  }

  /** Whether there is a connection at this moment, on which everything is restored. */
  public boolean isConnected() {
    return states.isConnected();
  }

  /**
   * Connects, unless connected, and restores all subscriptions and values before it returns. Each
   * of the brokers is tried once.
   *
   * @throws TransportException if that does not succeed in time; there is no connection then
   */
  public void connect() throws TransportException {
    boolean alone = !reconnector.isRunning() && states.link() == null;
    if (alone) {
      tell(ConnectionState.CONNECTING, 0, Optional.empty());
    }
    try {
      restorer.connect(reconnector::start);
    } catch (TransportException e) {
      if (alone && !states.isClosed()) {
        tell(ConnectionState.DISCONNECTED, 1, Optional.of(e));
      }
      throw e;
    }
  }

  private void tell(ConnectionState state, int failedAttempts, Optional<Throwable> cause) {
    events.accept(new ConnectionEvent(state, failedAttempts, cause));
  }

  /** Connects in the background, and goes on trying. */
  public void start() {
    if (states.link() == null && !states.isClosed()) {
      states.attempted();
      reconnector.start(null, Duration.ZERO);
    }
  }

  /**
   * Adds an endpoint and, when connected, subscribes for it before this returns.
   *
   * @throws TransportException if the broker refuses, or ends the connection whenever it subscribes
   *     for this; the endpoint is not added then
   */
  public void register(Endpoint endpoint) throws TransportException {
    registrar.register(endpoint);
  }

  /** Takes an endpoint away and ends its subscriptions at the broker, unless all are about to. */
  public void unregister(Endpoint endpoint) {
    registrar.unregister(endpoint);
  }

  /**
   * Ends subscriptions that an endpoint does not want any more.
   *
   * @throws TransportException if there is no connection, or no answer in time
   */
  public void unsubscribe(List<String> filters) throws TransportException {
    states.require().transport().unsubscribe(filters);
  }

  /**
   * Waits until the broker has sent all that it had for this connection, for 500 ms at most; not at
   * all without a connection, or if that cannot be known. Not for threads of the MQTT library.
   *
   * @return whether it is there
   */
  public boolean awaitWhatIsKept() {
    Link link = states.link();
    return states.isConnected() && link != null && link.fence().await();
  }

  /** The version of MQTT that is spoken, or was when there was a connection last, if ever. */
  public Optional<MqttVersion> version() {
    return Optional.ofNullable(states.version());
  }

  /** How many messages the broker has not taken, with those that wait for a connection. */
  public int unsentMessages() {
    Link link = states.link();
    if (states.isClosed()) {
      return 0;
    }
    return outgoing.outbox().waiting(link) + (link == null ? 0 : link.transport().unsentMessages());
  }

  /** How many topic filters are subscribed to, or will be on the next connection. */
  public int subscriptions() {
    return states.isClosed()
        ? 0
        : router.filterCount(speaksMqtt5() ? MqttVersion.MQTT_5 : MqttVersion.MQTT_3_1_1);
  }

  /** Whether MQTT 5 is spoken, or was when there was a connection last. */
  public boolean speaksMqtt5() {
    return states.version() == MqttVersion.MQTT_5;
  }

  /**
   * Waits for one answer of the broker: unsubscribes from a topic that nobody here subscribed to.
   * The acknowledgement arrives behind what the broker had sent before.
   *
   * @throws TransportException if there is no connection, or no answer in time
   */
  public void awaitAnswer() throws TransportException {
    unsubscribe(List.of(Topics.connectionStatus(clientId()) + "/fence"));
  }

  /** It is about to be closed: no subscription needs to be ended any more. */
  public void beginClosing() {
    states.beginClosing();
  }

  /** Disconnects for good; waits for a thread that is connecting only as long as that may take. */
  public void close() {
    reconnector.stop();
    boolean locked = changes.tryLock(settings.options().timeout());
    try {
      if (!locked) {
        LOG.warn("{} is closed while an attempt to connect hangs", clientId());
      }
      State before = states.close();
      if (before instanceof State.Closed) {
        return;
      }
      changes.onClosed();
      try {
        if (before.link() != null) {
          links.close(before.link());
        }
      } finally {
        tell(ConnectionState.CLOSED, 0, Optional.empty());
      }
    } finally {
      if (locked) {
        changes.unlock();
      }
    }
  }

  /** Who connects to which brokers. */
  @Override
  public String toString() {
    return clientId() + " to " + Connector.names(settings.brokers());
  }
}
