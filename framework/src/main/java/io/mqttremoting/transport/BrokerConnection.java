package io.mqttremoting.transport;

import io.mqttremoting.api.ConnectionEvent;
import io.mqttremoting.api.ConnectionState;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.wire.Message;
import io.mqttremoting.wire.Topics;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection that clients and services share, whichever {@link Transport} carries it at the
 * moment: it keeps what they subscribe to, connects again when it is lost, and puts all of that
 * back on every connect. Thread-safe.
 */
public final class BrokerConnection {
  private static final Logger LOG = LoggerFactory.getLogger(BrokerConnection.class);

  private static final int CHECK_MILLIS = 20;

  /** How long to wait for room among what is unsent. */
  private static final Duration MAX_PATIENCE = Duration.ofSeconds(10);

  private final ConnectOptions options;
  private final Connector connector;
  private final int maxPayloadBytes;
  private final int leastQos;
  private final Router router;
  private final Reconnector reconnector;
  private final Consumer<ConnectionEvent> events;

  /**
   * Held while the connection or its endpoints change; never taken by the MQTT library's threads.
   */
  private final ReentrantLock changing = new ReentrantLock();

  private volatile Transport transport;

  /** The transport on which all endpoints have said what they say on a connect. */
  private volatile Transport caughtUp;

  private volatile boolean restored;
  private volatile MqttVersion version;
  private volatile boolean closing;
  private volatile boolean closed;

  /** Why the connection was lost, as long as endpoints have not been told. */
  private Throwable untoldLoss;

  /**
   * A connection that is yet to be made.
   *
   * @param options with the first of the brokers
   * @param brokers which are tried in turn
   * @param leastQos at which everything is published and subscribed to; 0 leaves it to each message
   * @param events told of every state, in any thread, which must not be held up
   */
  public BrokerConnection(
      ConnectOptions options,
      List<URI> brokers,
      List<TransportFactory> factories,
      Backoff backoff,
      int maxPayloadBytes,
      int leastQos,
      Consumer<ConnectionEvent> events) {
    this.options = options;
    this.connector = new Connector(brokers, factories);
    this.maxPayloadBytes = maxPayloadBytes;
    this.leastQos = leastQos;
    this.router = new Router(maxPayloadBytes);
    this.events = event -> guarded(() -> events.accept(event));
    this.reconnector =
        new Reconnector(
            "remoting-" + options.clientId() + "-connect",
            backoff,
            new Reconnecting(),
            this.events);
  }

  private final class Reconnecting implements Reconnector.Work {
    @Override
    public void settleLoss() {
      changing.lock();
      try {
        tellLoss();
      } finally {
        changing.unlock();
      }
    }

    @Override
    public void connect() throws TransportException {
      connectNow();
    }

    @Override
    public boolean isConnected() {
      return transport != null;
    }

    @Override
    public void giveUp(Throwable cause) {
      tellEndpoints(endpoint -> endpoint.onGivenUp(cause));
    }
  }

  /** Tells each of the endpoints, whatever comes of that at others. */
  private void tellEndpoints(Consumer<Endpoint> telling) {
    router.endpoints().forEach(endpoint -> guarded(() -> telling.accept(endpoint)));
  }

  private static void guarded(Runnable telling) {
    try {
      telling.run();
    } catch (RuntimeException | Error e) {
      LOG.error("Somebody could not be told of the connection", e);
    }
  }

  /** The client identifier, which is part of reply topics. */
  public String clientId() {
    return options.clientId();
  }

  /** Whether there is a connection at this moment, on which everything is back in place. */
  public boolean isConnected() {
    return restored;
  }

  /**
   * Connects, unless connected, and puts all subscriptions and values back before it returns. Each
   * of the brokers is tried once.
   *
   * @throws TransportException if that does not succeed in time; there is no connection then
   */
  public void connect() throws TransportException {
    boolean alone = !reconnector.isRunning() && transport == null;
    if (alone) {
      tell(ConnectionState.CONNECTING, 0, Optional.empty());
    }
    try {
      connectNow();
    } catch (TransportException e) {
      if (alone && !closed) {
        tell(ConnectionState.DISCONNECTED, 1, Optional.of(e));
      }
      throw e;
    }
  }

  private void connectNow() throws TransportException {
    lock();
    try {
      checkOpen();
      if (transport != null) {
        return;
      }
      tellLoss();
      Attempt attempt = new Attempt();
      Transport connected = connector.connect(options, attempt);
      try {
        subscribe(connected, router.endpoints());
        attempt.start(connected);
      } catch (TransportException e) {
        connected.close();
        throw e;
      }
      LOG.info(
          "Connected to {} as {} with MQTT {}",
          connector.current(),
          options.clientId(),
          connected.version());
      tellEndpoints(Endpoint::onConnected);
      if (!attempt.finish()) {
        throw TransportException.notConnected("the connection was lost at once");
      }
      tell(ConnectionState.CONNECTED, 0, Optional.empty());
    } finally {
      changing.unlock();
    }
  }

  private void tell(ConnectionState state, int failedAttempts, Optional<Throwable> cause) {
    events.accept(new ConnectionEvent(state, failedAttempts, cause));
  }

  /** Subscribes to all that the endpoints want, at the quality of service that they want. */
  private void subscribe(Transport connected, List<Endpoint> endpoints) throws TransportException {
    Map<Integer, Set<String>> filters = new TreeMap<>();
    for (Endpoint endpoint : endpoints) {
      filters
          .computeIfAbsent(Math.max(endpoint.qos(), leastQos), qos -> new LinkedHashSet<>())
          .addAll(endpoint.filters(connected.version()));
    }
    for (Map.Entry<Integer, Set<String>> entry : filters.entrySet()) {
      if (!entry.getValue().isEmpty()) {
        connected.subscribe(List.copyOf(entry.getValue()), entry.getKey());
      }
    }
  }

  /** Waits for whoever else changes something, as long as this is open. */
  private void lock() throws TransportException {
    try {
      boolean locked = changing.tryLock(); // also for a thread that is interrupted
      while (!locked) {
        checkOpen();
        locked = changing.tryLock(CHECK_MILLIS, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TransportException(ErrorCode.CANCELLED, "interrupted while waiting", e);
    }
  }

  /** Waits no longer than for one attempt to connect, for that may call code that hangs. */
  private boolean lockInTime() {
    try {
      return changing.tryLock()
          || changing.tryLock(options.timeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // then without waiting
      return false;
    }
  }

  private void checkOpen() throws TransportException {
    if (closed) {
      throw TransportException.notConnected("the connection is closed");
    }
  }

  /** Connects in the background, and goes on trying. */
  public void start() {
    if (transport == null && !closed) {
      reconnector.start(null);
    }
  }

  /** Tells endpoints of a loss before anything new is told them. */
  private void tellLoss() {
    Throwable cause = takeLoss();
    if (cause != null) {
      tellEndpoints(endpoint -> endpoint.onConnectionLost(cause));
    }
  }

  private synchronized Throwable takeLoss() {
    Throwable cause = untoldLoss;
    untoldLoss = null;
    return cause;
  }

  /**
   * Adds an endpoint and, when connected, subscribes for it before this returns.
   *
   * @throws TransportException if the broker refuses; the endpoint is not added then
   */
  public void register(Endpoint endpoint) throws TransportException {
    lock();
    try {
      checkOpen();
      router.add(endpoint);
      Transport connected = transport;
      if (connected == null) {
        return;
      }
      try {
        subscribe(connected, List.of(endpoint));
      } catch (TransportException e) {
        if (transport != connected) { // lost meanwhile: it is subscribed to on the next connect
          LOG.debug("Subscriptions wait for the next connect", e);
          return;
        }
        router.remove(endpoint);
        throw e;
      }
      endpoint.onConnected();
    } finally {
      changing.unlock();
    }
  }

  /** Takes an endpoint away and ends its subscriptions at the broker, unless all are about to. */
  public void unregister(Endpoint endpoint) {
    boolean locked = !closing && lockInTime();
    try {
      router.remove(endpoint);
      Transport connected = transport;
      if (connected != null && !closing) {
        connected.unsubscribe(router.unshared(endpoint, connected.version()));
      }
    } catch (TransportException e) {
      LOG.warn("Subscriptions could not be ended", e);
    } finally {
      if (locked) {
        changing.unlock();
      }
    }
  }

  /**
   * Ends subscriptions that an endpoint does not want any more.
   *
   * @throws TransportException if there is no connection, or no answer in time
   */
  public void unsubscribe(List<String> filters) throws TransportException {
    Transport connected = transport;
    if (connected == null) {
      throw notConnected();
    }
    connected.unsubscribe(filters);
  }

  /** The version of MQTT that is spoken, or was when there was a connection last, if ever. */
  public Optional<MqttVersion> version() {
    return Optional.ofNullable(version);
  }

  /** Whether MQTT 5 is spoken, or was when there was a connection last. */
  public boolean speaksMqtt5() {
    return version == MqttVersion.MQTT_5;
  }

  /**
   * Sends a message; if the broker does not pass it on, that is logged.
   *
   * @throws TransportException if there is no connection, the payload is too large, or too much
   *     waits
   */
  public void publish(Message message) throws TransportException {
    publish(message, MAX_PATIENCE);
  }

  /** Sends a message as {@link #publish(Message)} does, and waits no longer than this for that. */
  public void publish(Message message, Duration patience) throws TransportException {
    publish(message, patience, refusal -> logRefusal(message, refusal));
  }

  private static void logRefusal(Message message, TransportException refusal) {
    if (refusal.code() != ErrorCode.UNAVAILABLE) { // that nobody listens is no failure here
      LOG.warn("{}: not passed on: {}", message.topic(), refusal.getMessage());
    }
  }

  /**
   * Sends a message as {@link #publish(Message)} does, but on a new connection not before all
   * endpoints have said what they say on each: it does not overtake what changed while there was no
   * connection.
   */
  public void publishBehind(Message message) throws TransportException {
    publish(caughtUp, message, MAX_PATIENCE, refusal -> logRefusal(message, refusal));
  }

  /**
   * Sends a message.
   *
   * @param listener called as {@link Transport#publish} says
   * @throws TransportException if there is no connection, the payload is too large, or too much
   *     waits
   */
  public void publish(Message message, Transport.PublishListener listener)
      throws TransportException {
    publish(message, MAX_PATIENCE, listener);
  }

  /** Sends a message, and waits no longer than this for that. */
  public void publish(Message message, Duration patience, Transport.PublishListener listener)
      throws TransportException {
    Duration shorter = patience.compareTo(MAX_PATIENCE) < 0 ? patience : MAX_PATIENCE;
    publish(transport, message, shorter, listener);
  }

  private void publish(
      Transport connected, Message message, Duration patience, Transport.PublishListener listener)
      throws TransportException {
    if (connected == null) {
      throw notConnected();
    }
    try {
      checkSize(message.payload());
    } catch (IllegalArgumentException e) {
      throw new TransportException(ErrorCode.INVALID_ARGUMENT, e.getMessage(), e);
    }
    connected.publish(
        message.qos() < leastQos ? message.withQos(leastQos) : message, patience, listener);
  }

  /**
   * Sends a message, and waits until the broker has it, and all that was sent before.
   *
   * @throws TransportException as {@link #publish}, or if the broker refuses it or does not answer
   *     in time
   */
  public void publishAndWait(Message message) throws TransportException {
    CompletableFuture<Optional<TransportException>> answer = new CompletableFuture<>();
    publish(
        message,
        new Transport.PublishListener() {
          @Override
          public void onTaken() {
            answer.complete(Optional.empty());
          }

          @Override
          public void onRefused(TransportException refusal) {
            answer.complete(Optional.of(refusal).filter(e -> e.code() != ErrorCode.UNAVAILABLE));
          }
        });
    Optional<TransportException> refusal = await(answer, message.topic());
    if (refusal.isPresent()) {
      throw refusal.get();
    }
  }

  /** Waits as long as the connection lasts, in which alone an answer can come. */
  private <T> T await(CompletableFuture<T> answer, String topic) throws TransportException {
    Transport connected = transport;
    long end = System.nanoTime() + options.timeout().toNanos();
    while (true) {
      try {
        return answer.get(CHECK_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException | ExecutionException e) {
        if (transport != connected || connected == null || System.nanoTime() - end > 0) {
          throw new TransportException(
              ErrorCode.UNAVAILABLE, connector.current() + " has not taken " + topic, e);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new TransportException(ErrorCode.CANCELLED, "interrupted while waiting to send", e);
      }
    }
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

  /**
   * Waits until the broker has taken what was sent before, and has sent what it had for this
   * connection then: ends a subscription that there is not, whose acknowledgement comes in turn.
   *
   * @throws TransportException if there is no connection, or no answer in time
   */
  public void fence() throws TransportException {
    unsubscribe(List.of(Topics.connectionStatus(options.clientId()) + "/fence"));
  }

  private TransportException notConnected() {
    return TransportException.notConnected(
        closed ? "the connection is closed" : "there is no connection to " + connector);
  }

  /** It is about to be closed: no subscription needs to be ended any more. */
  public void beginClosing() {
    closing = true;
  }

  /** Disconnects for good; waits for a thread that is connecting only as long as that may take. */
  public void close() {
    reconnector.stop();
    boolean locked = lockInTime();
    try {
      if (!locked) {
        LOG.warn("{} is closed while an attempt to connect hangs", options.clientId());
      }
      Transport connected;
      synchronized (this) {
        if (closed) {
          return;
        }
        closed = true;
        restored = false;
        caughtUp = null;
        connected = transport;
        transport = null;
      }
      if (connected != null) {
        connected.close();
        LOG.info("Disconnected {} from {}", options.clientId(), connector.current());
      }
      tell(ConnectionState.CLOSED, 0, Optional.empty());
    } finally {
      if (locked) {
        changing.unlock();
      }
    }
  }

  /** Listens to one transport, which may be lost before it is in use. */
  private final class Attempt implements Transport.Listener {
    private final EarlyMessages early = new EarlyMessages(maxPayloadBytes, router::route);
    private boolean lost;
    private Transport inUse;

    synchronized void start(Transport connected) throws TransportException {
      if (lost) {
        throw TransportException.notConnected("the connection was lost at once");
      }
      synchronized (BrokerConnection.this) {
        checkOpen(); // it may be closed while an attempt hangs
        inUse = connected;
        version = connected.version();
        transport = connected;
      }
    }

    /** Everything is back in place; false if the connection was lost meanwhile. */
    boolean finish() {
      synchronized (this) {
        caughtUp = lost ? null : inUse;
      }
      early.release(); // not before, for a reply must not overtake what changed before the connect
      synchronized (this) {
        restored = !lost;
        return restored;
      }
    }

    @Override
    public void onMessage(Message message) {
      early.pass(message);
    }

    @Override
    public void onLost(Throwable cause) {
      synchronized (this) {
        lost = true;
        if (inUse == null || transport != inUse) {
          return;
        }
        synchronized (BrokerConnection.this) {
          untoldLoss = cause; // before anybody can connect again
        }
        transport = null;
        caughtUp = null;
        restored = false;
      }
      LOG.warn("Connection to {} as {} is lost", connector.current(), options.clientId(), cause);
      reconnector.start(cause);
    }
  }
}
