package io.mqttremoting.internal.connection;

import io.mqttremoting.api.ConnectionEvent;
import io.mqttremoting.api.ConnectionState;
import io.mqttremoting.api.Delivery;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.internal.transport.ConnectOptions;
import io.mqttremoting.internal.transport.Transport;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.transport.TransportFactory;
import io.mqttremoting.internal.wire.Topics;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
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
  private static final int MAX_LOSSES_BY_FENCE = 2;

  /** Within this, an MQTT library tells of a loss that it knows of. */
  private static final Duration TOLD_OF_LOSS = Duration.ofSeconds(1);

  private final ConnectOptions options;
  private final List<URI> brokers;
  private final Connector connector;
  private final int maxPayloadBytes;
  private final Delivery delivery;
  private final String session;
  private final Executor workers;
  private final boolean reconnects;
  private final CurrentTransport current;
  private final Sender sender;
  private final Outbox outbox;
  private final Farewells farewells;
  private final Router router;
  private final Reconnector reconnector;
  private final Consumer<ConnectionEvent> events;

  /**
   * Held while the connection or its endpoints change; never taken by the MQTT library's threads.
   */
  private final ReentrantLock changing = new ReentrantLock();

  private Fence latestFence; // guarded by changing; null before the first attempt
  private int lossesByFence; // likewise; of connections running

  private volatile boolean closing;

  /**
   * A connection that is yet to be made.
   *
   * @param options with the first of the brokers
   * @param brokers which are tried in turn
   * @param delivery how everything is published and subscribed to, unless a message asks for more
   * @param session which life of the program this is
   * @param workers where what waits for the broker is done that messages cause
   * @param events told of every state, in any thread, which must not be held up
   */
  public BrokerConnection(
      ConnectOptions options,
      List<URI> brokers,
      List<TransportFactory> factories,
      Backoff backoff,
      int maxPayloadBytes,
      Delivery delivery,
      String session,
      Executor workers,
      Consumer<ConnectionEvent> events) {
    this.session = session;
    this.workers = workers;
    this.brokers = List.copyOf(brokers);
    this.connector = new Connector(brokers, factories);
    this.maxPayloadBytes = maxPayloadBytes;
    this.delivery = delivery;
    this.reconnects = backoff.maxAttempts() > 0;
    SizeLimits sizes = new SizeLimits(System::nanoTime);
    this.current = new CurrentTransport(connector, options.clientId(), sizes);
    this.options = options.withSecurity(options.security().whileOpen(current::checkOpen));
    this.sender =
        new Sender(
            current, connector, sizes, options.timeout(), maxPayloadBytes, delivery.leastQos());
    this.outbox = new Outbox(sender);
    this.farewells = new Farewells(sender);
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
      return current.get() != null;
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

  /** How messages travel unless somebody has chosen otherwise for them. */
  public Delivery delivery() {
    return delivery;
  }

  /** Whether the other connection may be to the same broker, as their URIs say. */
  boolean sharesBrokerWith(BrokerConnection other) {
    return !Collections.disjoint(brokers, other.brokers);
  }

  /** What sends messages on this connection. */
  public Sender sender() {
    return sender;
  }

  /** What sends messages that outlive a connection. */
  public Outbox outbox() {
    return outbox;
  }

  /** What says that services have left. */
  public Farewells farewells() {
    return farewells;
  }

  /** Whether there is a connection at this moment, on which everything is back in place. */
  public boolean isConnected() {
    return current.isRestored();
  }

  /**
   * Connects, unless connected, and puts all subscriptions and values back before it returns. Each
   * of the brokers is tried once.
   *
   * @throws TransportException if that does not succeed in time; there is no connection then
   */
  public void connect() throws TransportException {
    boolean alone = !reconnector.isRunning() && current.get() == null;
    if (alone) {
      tell(ConnectionState.CONNECTING, 0, Optional.empty());
    }
    try {
      connectNow();
    } catch (TransportException e) {
      if (alone && !current.isClosed()) {
        tell(ConnectionState.DISCONNECTED, 1, Optional.of(e));
      }
      throw e;
    }
  }

  private void connectNow() throws TransportException {
    lock();
    try {
      current.checkOpen();
      if (current.get() != null) {
        return;
      }
      tellLoss();
      Fence fence = newFence();
      CurrentTransport.Attempt attempt =
          current.attempt(
              fence,
              new Backlog(fence, workers, () -> askAgain(fence)),
              new EarlyMessages(maxPayloadBytes, router::route),
              reconnector::start);
      Transport connected = connected(attempt, fence);
      LOG.info(
          "Connected to {} as {} with MQTT {}",
          connector.current(),
          options.clientId(),
          connected.version());
      farewells.sayAgain(); // also if nothing is served any more
      tellEndpoints(Endpoint::onConnected);
      attempt.catchUp();
      tellEndpoints(Endpoint::awaitPublished);
      if (router.endpoints().stream().anyMatch(Endpoint::awaitsWhatIsKept)) {
        fence.await();
      }
      if (!attempt.isInUse()) {
        current.checkOpen();
        throw attempt.lostAtOnce();
      }
      tell(ConnectionState.CONNECTED, 0, Optional.empty());
    } finally {
      changing.unlock();
    }
    outbox.sendAgain(); // which may wait, and nobody for that
  }

  private Fence newFence() {
    if (lossesByFence < MAX_LOSSES_BY_FENCE) {
      lossesByFence = latestFence != null && latestFence.isLostInOpening() ? lossesByFence + 1 : 0;
    }
    latestFence =
        new Fence(
            options,
            session,
            delivery.leastQos(),
            () -> closing,
            lossesByFence >= MAX_LOSSES_BY_FENCE);
    return latestFence;
  }

  /** Makes a connection, with all subscriptions, and puts it in use. */
  private Transport connected(CurrentTransport.Attempt attempt, Fence fence)
      throws TransportException {
    Transport connected = null;
    boolean inUse = false;
    try {
      connected = connector.connect(options, attempt);
      fence.use(connected);
      subscribe(connected, fence, router.endpoints(), filter -> true);
      attempt.start(connected);
      inUse = true;
      return connected;
    } catch (TransportException e) {
      current.failed(e);
      throw e;
    } finally {
      if (connected != null && !inUse) {
        closeUnused(connected);
      }
    }
  }

  /** Closes a transport; whatever comes of that does not hide why it is not used. */
  private static void closeUnused(Transport unused) {
    try {
      unused.close();
    } catch (RuntimeException | Error e) {
      LOG.error("A connection that is not used could not be closed", e);
    }
  }

  private void tell(ConnectionState state, int failedAttempts, Optional<Throwable> cause) {
    events.accept(new ConnectionEvent(state, failedAttempts, cause));
  }

  /**
   * Subscribes to all that the endpoints want, at the highest quality of service that one of them
   * wants. What the broker keeps for it comes at once: so in portions that brokers hold.
   *
   * @param which filters are meant
   */
  private void subscribe(
      Transport connected, Fence fence, List<Endpoint> endpoints, Predicate<String> which)
      throws TransportException {
    MqttVersion version = connected.version();
    Map<String, Integer> wanted = new HashMap<>();
    for (Endpoint endpoint : endpoints) {
      int qos = Math.max(endpoint.qos(), delivery.leastQos());
      endpoint.filters(version).forEach(filter -> wanted.merge(filter, qos, Math::max));
    }
    Map<Integer, List<String>> portion = new TreeMap<>();
    int kept = 0;
    for (Endpoint endpoint : endpoints) {
      if (kept > 0 && kept + endpoint.keptMessages() > Fence.MAX_ON_THE_WAY) {
        subscribe(connected, portion);
        fence.awaitPatiently();
        portion.clear();
        kept = 0;
      }
      for (String filter : endpoint.filters(version)) {
        Integer qos = wanted.remove(filter); // null if another endpoint wants it, too
        if (qos != null && which.test(filter)) {
          portion.computeIfAbsent(qos, none -> new ArrayList<>()).add(filter);
        }
      }
      kept += endpoint.keptMessages();
    }
    subscribe(connected, portion);
  }

  private static void subscribe(Transport connected, Map<Integer, List<String>> filters)
      throws TransportException {
    for (Map.Entry<Integer, List<String>> entry : filters.entrySet()) {
      connected.subscribe(entry.getValue(), entry.getKey());
    }
  }

  /** Waits for whoever else changes something, as long as this is open. */
  private void lock() throws TransportException {
    try {
      boolean locked = changing.tryLock(); // also for a thread that is interrupted
      while (!locked) {
        current.checkOpen();
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

  /** Connects in the background, and goes on trying. */
  public void start() {
    if (current.get() == null && !current.isClosed()) {
      current.tried();
      reconnector.start(null, Duration.ZERO);
    }
  }

  /** Tells endpoints of a loss before anything new is told them. */
  private void tellLoss() {
    Throwable cause = current.takeLoss();
    if (cause != null) {
      tellEndpoints(endpoint -> endpoint.onConnectionLost(cause));
    }
  }

  /**
   * Adds an endpoint and, when connected, subscribes for it before this returns. If the connection
   * is lost meanwhile, that may be by chance, or some brokers' answer to what they do not take: a
   * second connection, on which all others are back, tells.
   *
   * @throws TransportException if the broker refuses, or ends that connection as well; the endpoint
   *     is not added then, lest it ends every connection
   */
  public void register(Endpoint endpoint) throws TransportException {
    lock();
    try {
      current.checkOpen();
      Transport connected = current.get();
      if (connected == null) {
        router.add(endpoint);
        return;
      }
      Optional<TransportException> loss = addOrLose(connected, endpoint);
      if (loss.isPresent()) {
        Optional<Transport> second = connectAgain(loss.get());
        if (second.isEmpty()) {
          LOG.debug("Subscriptions wait for the next connect", loss.get());
          router.add(endpoint);
          return;
        }
        loss = addOrLose(second.get(), endpoint);
      }
      if (loss.isPresent()) {
        throw new TransportException(
            loss.get().code(),
            "the connection is lost whenever it subscribes to this: " + loss.get().getMessage(),
            loss.get());
      }
      endpoint.onConnected();
      endpoint.awaitPublished();
    } finally {
      changing.unlock();
    }
  }

  /**
   * Adds an endpoint for which it subscribes.
   *
   * @return why the connection was lost meanwhile; the endpoint is not added then
   * @throws TransportException if the broker refuses
   */
  private Optional<TransportException> addOrLose(Transport connected, Endpoint endpoint)
      throws TransportException {
    router.add(endpoint);
    try {
      int qos = Math.max(endpoint.qos(), delivery.leastQos());
      List<String> filters = endpoint.filters(connected.version());
      if (!filters.isEmpty()) {
        connected.subscribe(filters, qos);
      }
      return Optional.empty();
    } catch (TransportException e) {
      router.remove(endpoint);
      if (e.code() != ErrorCode.UNAVAILABLE || !isSoonLost(connected)) {
        throw e;
      }
      return Optional.of(e);
    }
  }

  /**
   * Whether a connection is lost; that is told by another thread than that a subscription failed.
   */
  private boolean isSoonLost(Transport connected) throws TransportException {
    long end = System.nanoTime() + TOLD_OF_LOSS.toNanos();
    while (current.get() == connected && end - System.nanoTime() > 0) {
      try {
        TimeUnit.MILLISECONDS.sleep(CHECK_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new TransportException(ErrorCode.CANCELLED, "interrupted while waiting", e);
      }
    }
    return current.get() != connected;
  }

  /**
   * Connects once, without a delay.
   *
   * @return empty if there is no connection, for the broker is not there
   * @throws TransportException if a lost connection is not to be made again by itself
   */
  private Optional<Transport> connectAgain(TransportException loss) throws TransportException {
    if (!reconnects) {
      throw loss;
    }
    tell(ConnectionState.CONNECTING, 0, Optional.of(loss));
    try {
      connectNow();
    } catch (TransportException e) {
      current.checkOpen();
      LOG.debug("There is no second connection", e);
    }
    return Optional.ofNullable(current.get());
  }

  /**
   * Asks for what the broker keeps once more, for it may have dropped what came for this connection
   * in the meantime.
   */
  private void askAgain(Fence fence) {
    try {
      lock();
    } catch (TransportException e) {
      LOG.debug("What the broker keeps is not asked for again", e);
      return;
    }
    try {
      Transport connected = current.get();
      List<Endpoint> asking = // those that are there while nobody can be taken away
          router.endpoints().stream().filter(Endpoint::awaitsWhatIsKept).toList();
      if (fence == latestFence && connected != null && !asking.isEmpty()) {
        LOG.info(
            "So many messages waited at {} for {} that it may have dropped some: values and presence"
                + " are asked for again; signals may be lost",
            connector.current(),
            clientId());
        subscribe(connected, fence, asking, filter -> !Topics.isForNow(filter));
      }
    } catch (TransportException e) {
      LOG.debug("What the broker keeps was not asked for again", e);
    } finally {
      changing.unlock();
    }
  }

  /** Takes an endpoint away and ends its subscriptions at the broker, unless all are about to. */
  public void unregister(Endpoint endpoint) {
    boolean locked = !closing && lockInTime();
    try {
      router.remove(endpoint);
      Transport connected = current.get();
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
    current.require().unsubscribe(filters);
  }

  /**
   * Waits until the broker has sent all that it had for this connection, for 500 ms at most; not at
   * all without a connection, or if that cannot be known. Not for threads of the MQTT library.
   *
   * @return whether it is there
   */
  public boolean awaitWhatIsKept() {
    return current.awaitWhatIsKept();
  }

  /** The version of MQTT that is spoken, or was when there was a connection last, if ever. */
  public Optional<MqttVersion> version() {
    return current.version();
  }

  /** How many messages the broker has not taken, with those that wait for a connection. */
  public int unsentMessages() {
    Transport connected = current.get();
    if (current.isClosed()) {
      return 0;
    }
    return outbox.waiting(connected) + (connected == null ? 0 : connected.unsentMessages());
  }

  /** How many topic filters are subscribed to, or will be on the next connection. */
  public int subscriptions() {
    return current.isClosed()
        ? 0
        : router.filterCount(speaksMqtt5() ? MqttVersion.MQTT_5 : MqttVersion.MQTT_3_1_1);
  }

  /** Whether MQTT 5 is spoken, or was when there was a connection last. */
  public boolean speaksMqtt5() {
    return current.speaksMqtt5();
  }

  /**
   * Waits for one answer of the broker: unsubscribes from a topic that nobody here subscribed to.
   * The acknowledgement arrives behind what the broker had sent before.
   *
   * @throws TransportException if there is no connection, or no answer in time
   */
  public void awaitAnswer() throws TransportException {
    unsubscribe(List.of(Topics.connectionStatus(options.clientId()) + "/fence"));
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
      boolean first = true;
      try {
        first = current.close();
      } finally {
        if (first) {
          tell(ConnectionState.CLOSED, 0, Optional.empty());
        }
      }
    } finally {
      if (locked) {
        changing.unlock();
      }
    }
  }

  /** Who connects to which brokers. */
  @Override
  public String toString() {
    return clientId() + " to " + connector;
  }
}
