package io.mqttremoting.transport;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.wire.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection that clients and services share, whichever {@link Transport} carries it at the
 * moment: it keeps what they subscribe to and puts it back on every connect. Thread-safe.
 */
public final class BrokerConnection {
  private static final Logger LOG = LoggerFactory.getLogger(BrokerConnection.class);

  private final ConnectOptions options;
  private final Connector connector;
  private final int maxPayloadBytes;
  private final Router router;

  /**
   * Held while the connection or its endpoints change; never taken by the MQTT library's threads.
   */
  private final ReentrantLock changing = new ReentrantLock();

  /** Held by the MQTT library's threads while they tell endpoints of a loss. */
  private final Object losing = new Object();

  private volatile Transport transport;
  private volatile MqttVersion version;
  private volatile boolean closed;

  /** A connection that is yet to be made. */
  public BrokerConnection(
      ConnectOptions options, List<TransportFactory> factories, int maxPayloadBytes) {
    this.options = options;
    this.connector = new Connector(factories);
    this.maxPayloadBytes = maxPayloadBytes;
    this.router = new Router(maxPayloadBytes);
  }

  /** The client identifier, which is part of reply topics. */
  public String clientId() {
    return options.clientId();
  }

  /** Whether there is a connection at this moment. */
  public boolean isConnected() {
    return transport != null;
  }

  /**
   * Connects, unless connected, and puts all subscriptions and values back before it returns.
   *
   * @throws TransportException if that does not succeed in time; there is no connection then
   */
  public void connect() throws TransportException {
    changing.lock();
    try {
      if (closed) {
        throw TransportException.notConnected("the connection is closed");
      }
      if (transport != null) {
        return;
      }
      synchronized (losing) {
        LOG.debug("Endpoints know of every loss so far");
      }
      Attempt attempt = new Attempt();
      Transport connected = connector.connect(options, attempt);
      try {
        List<String> filters =
            router.endpoints().stream()
                .flatMap(endpoint -> endpoint.filters(connected.version()).stream())
                .distinct()
                .toList();
        if (!filters.isEmpty()) {
          connected.subscribe(filters, Message.DEFAULT_QOS);
        }
        attempt.start(connected);
      } catch (TransportException e) {
        connected.close();
        throw e;
      }
      LOG.info(
          "Connected to {} as {} with MQTT {}",
          options.uri(),
          options.clientId(),
          connected.version());
      router.endpoints().forEach(Endpoint::onConnected);
    } finally {
      changing.unlock();
    }
  }

  /**
   * Adds an endpoint and, when connected, subscribes for it before this returns.
   *
   * @throws TransportException if the broker refuses; the endpoint is not added then
   */
  public void register(Endpoint endpoint) throws TransportException {
    changing.lock();
    try {
      if (closed) {
        throw TransportException.notConnected("the connection is closed");
      }
      router.add(endpoint);
      Transport connected = transport;
      if (connected == null) {
        return;
      }
      try {
        connected.subscribe(endpoint.filters(connected.version()), Message.DEFAULT_QOS);
      } catch (TransportException e) {
        router.remove(endpoint);
        throw e;
      }
      endpoint.onConnected();
    } finally {
      changing.unlock();
    }
  }

  /** Takes an endpoint away and ends its subscriptions at the broker. */
  public void unregister(Endpoint endpoint) {
    changing.lock();
    try {
      router.remove(endpoint);
      Transport connected = transport;
      if (connected != null) {
        connected.unsubscribe(router.unshared(endpoint, connected.version()));
      }
    } catch (TransportException e) {
      LOG.warn("Subscriptions could not be ended", e);
    } finally {
      changing.unlock();
    }
  }

  /** The version of MQTT that is spoken, or was when there was a connection last, if ever. */
  public Optional<MqttVersion> version() {
    return Optional.ofNullable(version);
  }

  /**
   * Sends a message; if the broker does not pass it on, that is logged.
   *
   * @throws TransportException if there is no connection, the payload is too large, or too much
   *     waits
   */
  public void publish(Message message) throws TransportException {
    publish(message, refusal -> logRefusal(message, refusal));
  }

  private static void logRefusal(Message message, TransportException refusal) {
    if (refusal.code() != ErrorCode.UNAVAILABLE) { // that nobody listens is no failure here
      LOG.warn("{}: not passed on: {}", message.topic(), refusal.getMessage());
    }
  }

  /**
   * Sends a message.
   *
   * @param refused called as {@link Transport#publish} says
   * @throws TransportException if there is no connection, the payload is too large, or too much
   *     waits
   */
  public void publish(Message message, Consumer<TransportException> refused)
      throws TransportException {
    Transport connected = transport;
    if (connected == null) {
      throw TransportException.notConnected(
          closed ? "the connection is closed" : "there is no connection to " + options.uri());
    }
    try {
      checkSize(message.payload());
    } catch (IllegalArgumentException e) {
      throw new TransportException(ErrorCode.INVALID_ARGUMENT, e.getMessage(), e);
    }
    connected.publish(message, refused);
  }

  /**
   * Refuses a payload that the other side would not take.
   *
   * @throws IllegalArgumentException if it is larger than this connection's limit
   */
  public void checkSize(byte[] payload) {
    if (payload.length > maxPayloadBytes) {
      throw new IllegalArgumentException(
          "the payload of "
              + payload.length
              + " bytes exceeds the limit of "
              + maxPayloadBytes
              + "; send less, or raise maxPayloadBytes on both sides");
    }
  }

  /** Disconnects for good. */
  public void close() {
    changing.lock();
    try {
      closed = true;
      Transport connected = transport;
      transport = null;
      if (connected != null) {
        connected.close();
        LOG.info("Disconnected {} from {}", options.clientId(), options.uri());
      }
    } finally {
      changing.unlock();
    }
  }

  /** Listens to one transport, which may be lost before it is in use. */
  private final class Attempt implements Transport.Listener {
    private boolean lost;
    private Transport inUse;

    /** What came before anything could be published; {@code null} once in use. */
    private List<Message> early = new ArrayList<>();

    synchronized void start(Transport connected) throws TransportException {
      if (lost) {
        throw TransportException.notConnected("the connection was lost at once");
      }
      inUse = connected;
      version = connected.version();
      transport = connected;
      early.forEach(router::route);
      early = null;
    }

    @Override
    public void onMessage(Message message) {
      synchronized (this) {
        if (early != null) {
          early.add(message);
          return;
        }
      }
      router.route(message);
    }

    @Override
    public void onLost(Throwable cause) {
      synchronized (this) {
        lost = true;
        if (inUse == null || transport != inUse) {
          return;
        }
      }
      synchronized (losing) {
        transport = null;
        tellLoss(cause);
      }
    }

    private void tellLoss(Throwable cause) {
      LOG.warn("Connection to {} as {} is lost", options.uri(), options.clientId(), cause);
      router.endpoints().forEach(endpoint -> endpoint.onConnectionLost(cause));
    }
  }
}
