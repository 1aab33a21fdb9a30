package io.mqttremoting.internal.connection;

import io.mqttremoting.api.ConnectionEvent;
import io.mqttremoting.api.ConnectionState;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.internal.transport.Transport;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.internal.wire.Topics;
import java.net.URI;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection that clients and services share, whichever {@link Transport} it uses at the
 * moment. It remembers the subscriptions, reconnects after a loss, and restores everything on each
 * connect. Thread-safe.
 */
public final class BrokerConnection {
  private static final Logger LOG = LoggerFactory.getLogger(BrokerConnection.class);

  private final ConnectionSettings settings;
  private final StateEvents events;
  private final StateMachine states;
  private final ChangeLock changes;
  private final Router router;
  private final LinkMaker links;
  private final Outgoing outgoing;
  private final Restorer restorer;
  private final Reconnector reconnector;
  private final Registrar registrar;

  /**
   * Does not connect yet.
   *
   * @param workers runs broker operations that a received message causes; these may wait
   * @param listener gets the changes of state, in any thread; must not block
   */
  public BrokerConnection(
      ConnectionSettings settings, Executor workers, Consumer<ConnectionEvent> listener) {
    Connector connector = new Connector(settings.brokers(), settings.factories());
    SizeLimits sizes = new SizeLimits(System::nanoTime);
    this.settings = settings;
    this.states = new StateMachine(connector.toString());
    this.events = new StateEvents(states, listener);
    this.changes = new ChangeLock(states);
    this.router = new Router(settings.maxPayloadBytes());
    this.outgoing = Outgoing.of(new Sender(settings, states, sizes));
    Endpoints endpoints = new Endpoints(router, settings);
    this.links = new LinkMaker(settings, connector, states, sizes, router::route, workers);
    this.restorer = new Restorer(states, changes, links, endpoints, outgoing, events);
    this.reconnector =
        new Reconnector(
            "remoting-" + settings.clientId() + "-connect",
            settings.backoff(),
            restorer,
            events::tell);
    this.registrar =
        new Registrar(
            states,
            changes,
            endpoints,
            settings.options().timeout(),
            secondConnection(settings, restorer, reconnector, events));
  }

  private static Registrar.SecondConnection secondConnection(
      ConnectionSettings settings, Restorer restorer, Reconnector reconnector, StateEvents events) {
    return loss -> {
      if (settings.backoff().maxAttempts() == 0) {
        throw loss; // automatic reconnect is off
      }
      events.tell(new ConnectionEvent(ConnectionState.CONNECTING, 0, Optional.of(loss)));
      restorer.connect(reconnector::start);
    };
  }

  /** The client identifier, which is part of reply topics. */
  public String clientId() {
    return settings.clientId();
  }

  /** The broker that is connected to; empty if there is no connection. */
  public Optional<URI> broker() {
    return Optional.ofNullable(states.link()).map(Link::broker);
  }

  /** The start of all topics; empty for none. */
  public String namespace() {
    return settings.namespace();
  }

  /** The topic of the status of a connection in this namespace. */
  public String statusTopic(String clientId) {
    return Topics.connectionStatus(settings.namespace(), clientId);
  }

  /** What the user has set. */
  public ConnectionSettings settings() {
    return settings;
  }

  /** Whether the other connection has a broker URI in common, so that it may be to this broker. */
  boolean sharesBrokerWith(BrokerConnection other) {
    return !Collections.disjoint(settings.brokers().uris(), other.settings.brokers().uris());
  }

  /** Sends messages on the current link. */
  public Sender sender() {
    return outgoing.sender();
  }

  /** Sends replies that must outlive the connection. */
  public Outbox replies() {
    return outgoing.replies();
  }

  /** Publishes the offline statuses of services that are closed. */
  public Outbox offlineStatuses() {
    return outgoing.offlineStatuses();
  }

  /** Whether the broker is connected now and everything is restored. */
  public boolean isConnected() {
    return states.isConnected();
  }

  /** Whether this is closed for good. */
  public boolean isClosed() {
    return states.isClosed();
  }

  /**
   * Connects, unless connected, and restores all subscriptions and values before it returns. Tries
   * each of the brokers once.
   *
   * @throws TransportException if that does not succeed in time; there is no connection then
   */
  public void connect() throws TransportException {
    boolean alone = !reconnector.isRunning() && states.link() == null;
    if (alone) {
      tell(ConnectionState.CONNECTING, 0, Optional.empty());
    }
    AtomicBoolean lost = new AtomicBoolean();
    try {
      restorer.connect(
          (cause, whole) -> {
            lost.set(true);
            reconnector.start(cause, whole); // which tells of it
          });
    } catch (TransportException | RuntimeException | Error e) {
      if (alone && !lost.get() && !reconnector.isRunning()) {
        tell(ConnectionState.DISCONNECTED, 1, Optional.of(e));
      }
      throw e;
    }
  }

  private void tell(ConnectionState state, int failedAttempts, Optional<Throwable> cause) {
    events.tell(new ConnectionEvent(state, failedAttempts, cause));
  }

  /** Starts to connect in the background, and retries until it succeeds or gives up. */
  public void start() {
    if (states.link() == null && !states.isClosed()) {
      states.attempted();
      reconnector.ask();
    }
  }

  /**
   * Adds an endpoint. When connected, subscribes for it before this returns.
   *
   * @throws TransportException if the broker refuses, or ends the connection each time it gets this
   *     subscription; the endpoint is not added then
   */
  public void register(Endpoint endpoint) throws TransportException {
    registrar.register(endpoint);
  }

  /** Removes an endpoint and, unless the connection is about to be closed, its subscriptions. */
  public void unregister(Endpoint endpoint) {
    registrar.unregister(endpoint);
  }

  /** Adds an endpoint without filters, because those of another include its topics; never waits. */
  public void adopt(Endpoint endpoint) {
    router.add(endpoint);
  }

  /** Removes an endpoint that was added with {@link #adopt}. Never waits. */
  public void release(Endpoint endpoint) {
    router.remove(endpoint);
  }

  /**
   * Asks the broker again for the retained messages of filters that are part of an endpoint's
   * subscriptions, and waits for them like {@link #awaitRetained}.
   *
   * @throws TransportException if there is no connection, or no answer in time
   */
  public void fetchRetained(List<String> filters) throws TransportException {
    states.require().transport().subscribe(filters, settings.subscriptionQos(Message.DEFAULT_QOS));
    awaitRetained();
    unsubscribe(filters);
  }

  /** Ends subscriptions that an endpoint no longer needs; fails like {@link #fetchRetained}. */
  public void unsubscribe(List<String> filters) throws TransportException {
    states.require().transport().unsubscribe(filters);
  }

  /**
   * Waits until the broker has sent all retained messages and whatever else it had queued for this
   * connection, at most 500 ms. Does not wait without a connection, or if the broker does not send
   * this connection's own messages back to it. Must not be called by threads of the MQTT library.
   *
   * @return whether these messages have arrived
   */
  public boolean awaitRetained() {
    Link link = states.link();
    return states.isConnected() && link != null && link.fence().await();
  }

  /** The MQTT version in use, or that of the last connection; empty before the first. */
  public Optional<MqttVersion> version() {
    return Optional.ofNullable(states.version());
  }

  /** How many messages the broker has not taken, including those that wait for a connection. */
  public int unsentMessages() {
    Link link = states.link();
    int taken = link == null ? 0 : link.transport().unsentMessages();
    return states.isClosed() ? 0 : taken + outgoing.waiting(link);
  }

  /** How many topic filters are subscribed to, or will be on the next connect. */
  public int subscriptions() {
    return states.isClosed() ? 0 : router.filterCount(version().orElse(MqttVersion.MQTT_3_1_1));
  }

  /** Whether MQTT 5 is in use, or was on the last connection. */
  public boolean speaksMqtt5() {
    return states.version() == MqttVersion.MQTT_5;
  }

  /** Announces {@link #close()}: from now on no subscription is ended at the broker. */
  public void beginClosing() {
    states.beginClosing();
  }

  /**
   * Disconnects for good. If another thread is connecting, waits for it at most as long as one
   * attempt to connect may take.
   */
  public void close() {
    reconnector.stop();
    boolean locked = changes.tryLockToConnect(settings.options().timeout());
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

  /** The client identifier and the brokers. */
  @Override
  public String toString() {
    return clientId() + " to " + Connector.names(settings.brokers().uris());
  }
}
