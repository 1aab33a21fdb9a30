package io.mqttremoting;

import io.mqttremoting.api.ConnectionEvent;
import io.mqttremoting.api.ConnectionState;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.api.NotConnectedException;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.api.Subscription;
import io.mqttremoting.internal.client.ClientThreads;
import io.mqttremoting.internal.client.Clients;
import io.mqttremoting.internal.concurrent.Bound;
import io.mqttremoting.internal.concurrent.CallbackQueue;
import io.mqttremoting.internal.concurrent.QueuedTotal;
import io.mqttremoting.internal.concurrent.Steps;
import io.mqttremoting.internal.concurrent.TaskQueue;
import io.mqttremoting.internal.concurrent.Threads;
import io.mqttremoting.internal.concurrent.Turn;
import io.mqttremoting.internal.concurrent.Watchdog;
import io.mqttremoting.internal.concurrent.Workers;
import io.mqttremoting.internal.connection.BrokerConnection;
import io.mqttremoting.internal.connection.ConnectionSettings;
import io.mqttremoting.internal.json.JsonCodec;
import io.mqttremoting.internal.model.InterfaceReader;
import io.mqttremoting.internal.service.ServiceThreads;
import io.mqttremoting.internal.service.Services;
import io.mqttremoting.internal.transport.ConnectOptions;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.internal.wire.RandomId;
import io.mqttremoting.internal.wire.Status;
import io.mqttremoting.internal.wire.StatusCodec;
import io.mqttremoting.internal.wire.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * A connection to an MQTT broker, shared by all its clients and services. Clients and services can
 * also be created before it is connected.
 *
 * <p>Threads: handlers, implementations and callbacks of futures run in worker threads of the
 * connection, never in threads of the MQTT library. So they may block and call any remote method.
 * The handlers of one client run one at a time in message order, and so do the calls of one
 * implementation (see {@link ServiceOptions}). The threads are daemons, but the program does not
 * end by itself as long as something is served.
 *
 * <p>While an operation blocks on a remote call, its implementation executes no other call. If the
 * reply depends on another call to the same implementation (a call to itself, or A calls B and B
 * calls A), the call waits until it times out. A call to itself is refused at once with code {@code
 * FAILED_PRECONDITION} if the library can detect it: a blocking method called in the thread of the
 * operation. To avoid this, call the implementation's own method; or return the future of the call,
 * composed as needed, which lets the next call begin; or serve a thread-safe implementation with
 * {@link ServiceOptions#withConcurrency}.
 *
 * <p>All methods are thread-safe.
 */
public final class RemotingConnection implements AutoCloseable {
  /**
   * How long an MQTT 5 broker keeps the status of a lost connection. Without an expiry, clients
   * with a new identifier for each run would fill the broker.
   */
  private static final Duration WILL_EXPIRY = Duration.ofDays(7);

  /** The expiry of statuses under a random identifier, which is never used again. */
  private static final Duration STATUS_EXPIRY = Duration.ofDays(1);

  /** The bytes that a queue holds, as a multiple of the maximum payload. */
  private static final int QUEUE_BYTES_PER_PAYLOAD = 8;

  /** The largest packet that is read, as a multiple of the maximum payload. */
  private static final int PACKET_BYTES_PER_PAYLOAD = 4;

  /** Additional room in a packet for the topic and the properties. */
  private static final int PACKET_OVERHEAD_BYTES = 128 * 1024;

  private final ConnectionStates states;
  private final BrokerConnection broker;
  private final Workers workers;
  private final Workers callbackThreads;
  private final CallbackQueue callbacks;
  private final ScheduledThreadPoolExecutor timers;
  private final QueuedTotal queued = new QueuedTotal();
  private final int queueCapacity;
  private final long queueBytes;
  private final Clients clients;
  private final Services services;
  private volatile boolean closed;

  RemotingConnection(ConnectionBuilder settings) {
    String name = "remoting-" + settings.clientId;
    queueCapacity = settings.queueCapacity;
    queueBytes = (long) QUEUE_BYTES_PER_PAYLOAD * settings.maxPayloadBytes;
    workers = Threads.workers(name);
    callbackThreads = Threads.workers(name + "-callback");
    timers = Threads.timers(name + "-timer");
    callbacks = new CallbackQueue(callbackThreads, timers);
    states = new ConnectionStates(workers);
    String session = RandomId.next();
    JsonCodec json = JsonCodec.shared(settings.maxPayloadBytes, settings.jsonAdditions);
    Message will =
        new Message(
            Topics.connectionStatus(settings.clientId),
            new StatusCodec().encode(Status.connection(false, session)),
            Message.DEFAULT_QOS,
            true,
            Message.Properties.expiring(WILL_EXPIRY));
    broker =
        new BrokerConnection(
            new ConnectionSettings(
                new ConnectOptions(
                    settings.brokers.get(0),
                    settings.clientId,
                    settings.connectTimeout,
                    settings.keepAlive,
                    will,
                    settings.security(),
                    maxPacketBytes(settings.maxPayloadBytes),
                    false),
                settings.brokers,
                settings.factories,
                settings.backoff,
                settings.maxPayloadBytes,
                settings.delivery,
                session),
            workers,
            states::enter);
    Watchdog watchdog = new Watchdog(timers, settings.warnAfter);
    clients =
        new Clients(
            broker,
            json,
            settings.callTimeout,
            new ClientThreads(workers, callbacks, timers, this::newBound, watchdog));
    Duration statusExpiry = settings.hasRandomClientId ? STATUS_EXPIRY : Duration.ZERO;
    services =
        new Services(
            broker,
            json,
            new ServiceThreads(workers, timers, watchdog),
            session,
            settings.drainTimeout,
            statusExpiry);
  }

  /**
   * Larger packets are not read. The limit is above the maximum payload, so that a payload that is
   * slightly too large gets an error reply.
   */
  private static int maxPacketBytes(int maxPayloadBytes) {
    return (int)
        Math.min(
            ConnectOptions.LARGEST_PACKET,
            (long) PACKET_BYTES_PER_PAYLOAD * maxPayloadBytes + PACKET_OVERHEAD_BYTES);
  }

  private Bound newBound() {
    return new Bound(queueCapacity, queueBytes, queued);
  }

  /**
   * Connects for the first time, or again after the connection was lost; has no effect if
   * connected. When this returns, all subscriptions and the values of all services are restored at
   * the broker.
   *
   * @return this
   * @throws NotConnectedException if the broker cannot be reached in time
   * @throws RemotingException with code {@code PERMISSION_DENIED} if it refuses the credentials
   */
  public RemotingConnection connect() {
    try {
      broker.connect();
      clients.awaitPresence();
      return this;
    } catch (TransportException e) {
      throw toRemoting(e);
    }
  }

  /**
   * Starts to connect in the background and retries until it succeeds; returns at once. Has no
   * effect if connected.
   *
   * @return this
   */
  public RemotingConnection start() {
    broker.start();
    return this;
  }

  /**
   * Waits until connected.
   *
   * @return false if not connected within {@code timeout}, or if all allowed attempts have failed
   *     or the connection was closed
   * @throws InterruptedException if the calling thread is interrupted
   */
  public boolean awaitConnected(Duration timeout) throws InterruptedException {
    return states.awaitConnected(timeout);
  }

  /** The current state. */
  public ConnectionState state() {
    return states.state();
  }

  /**
   * Adds a handler that gets every state change from now on, and every failed attempt to connect.
   * It runs in a worker thread of the connection, one event at a time and in order, and may block.
   * If more than 1,000 events wait for it, the oldest is dropped.
   */
  public Subscription onStateChanged(Consumer<ConnectionEvent> handler) {
    return states.onChanged(handler);
  }

  /** Whether this is connected and all subscriptions and values are restored. */
  public boolean isConnected() {
    return broker.isConnected();
  }

  /** The MQTT version of the current or last connection; empty if it was never connected. */
  public Optional<MqttVersion> mqttVersion() {
    return broker.version();
  }

  /** The MQTT client identifier. */
  public String clientId() {
    return broker.clientId();
  }

  /**
   * The current load of this connection. This may be called often, for example once a second: it
   * waits neither for the broker nor for user code. It takes some microseconds, and about one more
   * for each client, service and open call.
   */
  public ConnectionStatistics statistics() {
    return new ConnectionStatistics(
        clients.openCalls(),
        clients.openProbes(),
        services.openRequests(),
        queued.count(),
        queued.bytes(),
        clients.waitingForBroker() + services.waitingForBroker(),
        broker.unsentMessages(),
        workers.busy() + callbackThreads.busy(),
        timers.getQueue().size(),
        broker.subscriptions(),
        services.rememberedReplies(),
        services.rememberedBytes());
  }

  boolean isClosed() {
    return closed;
  }

  /**
   * Creates a client of {@code type}: an object whose methods are called over MQTT. If connected,
   * the client is subscribed when this returns, so it misses no later signal, and its getters
   * return the values that the broker has. This waits for about a second at most for the values to
   * arrive; if they do not, this is logged. Clients of the same type share subscriptions and
   * values.
   *
   * <p>A client is cheap. It lives as long as the connection unless it is closed with {@link
   * ClientHandle#close()}.
   *
   * @throws IllegalArgumentException if the interface breaks rules; the message lists all of them
   * @throws RemotingException if the broker refuses, does not answer, or closes the connection;
   *     with code {@code UNIMPLEMENTED} if the broker lacks a feature that this needs
   */
  public <T> T client(Class<T> type) {
    return client(type, ClientOptions.defaults());
  }

  /**
   * Creates a client of {@code type} with these options.
   *
   * @see #client(Class)
   */
  public <T> T client(Class<T> type, ClientOptions options) {
    try {
      return clients.client(Objects.requireNonNull(type, "type"), options.wireName());
    } catch (TransportException e) {
      throw toRemoting(e);
    }
  }

  /**
   * Serves all interfaces of {@code implementation} that have the annotation
   * {@code @RemoteInterface}, with the default options.
   *
   * @see #serve(Object, ServiceOptions)
   */
  public ServiceHandle serve(Object implementation) {
    return serve(implementation, ServiceOptions.defaults());
  }

  /**
   * Serves all interfaces of {@code implementation} that have the annotation
   * {@code @RemoteInterface}. This thread reads the first values of the properties. If connected,
   * the values are published and requests are accepted when this returns.
   *
   * @return a handle that stops serving
   * @throws IllegalArgumentException if there is no such interface, if one breaks the rules, if one
   *     is already served on this connection, if several interfaces have the same name, or if
   *     {@code implementation} is a client of the interface on the same broker; a client on another
   *     broker may be served, as a bridge
   * @throws IllegalStateException if a getter of the implementation throws, or if a method that
   *     takes a handler throws or returns null; nothing is served then
   * @throws RemotingException if the broker refuses, does not answer, or closes the connection;
   *     with code {@code UNIMPLEMENTED} if the broker lacks a feature that this needs
   */
  public ServiceHandle serve(Object implementation, ServiceOptions options) {
    Objects.requireNonNull(implementation, "implementation");
    return serve(interfacesOf(implementation, options), implementation, options);
  }

  private static List<Class<?>> interfacesOf(Object implementation, ServiceOptions options) {
    List<Class<?>> types = InterfaceReader.interfacesOf(implementation.getClass());
    Optional<String> name = options.serving().wireName().name();
    if (name.isPresent() && types.size() > 1) {
      throw new IllegalArgumentException(
          "the name '"
              + name.get()
              + "' is for one interface, but "
              + implementation.getClass().getName()
              + " has several: "
              + types.stream().map(Class::getName).collect(Collectors.joining(", "))
              + "; serve one of them with serve(Class, …)");
    }
    return types;
  }

  /**
   * Serves one interface of {@code implementation}.
   *
   * @see #serve(Object, ServiceOptions)
   */
  public <T> ServiceHandle serve(Class<T> type, T implementation, ServiceOptions options) {
    Objects.requireNonNull(implementation, "implementation");
    return serve(List.of(type), implementation, options);
  }

  private ServiceHandle serve(List<Class<?>> types, Object implementation, ServiceOptions options) {
    Executor executor = options.executor().orElse(workers);
    try {
      Runnable closer =
          services.serve(
              implementation,
              types,
              new Turn(new TaskQueue(executor, options.concurrency()), options.concurrency() == 1),
              this::newBound,
              options.serving());
      String ids =
          types.stream()
              .map(type -> options.serving().wireName().of(InterfaceReader.read(type)).id())
              .collect(Collectors.joining(", "));
      return new ServiceHandle(closer, ids + " as " + clientId());
    } catch (TransportException e) {
      throw toRemoting(e);
    }
  }

  private static RemotingException toRemoting(TransportException e) {
    return e.code() == ErrorCode.UNAVAILABLE
        ? new NotConnectedException(e.getMessage(), e)
        : new RemotingException(e.code(), e.getMessage(), e);
  }

  /**
   * Stops serving: accepts no new requests, waits for running requests for at most {@link
   * ConnectionBuilder#drainTimeout}, and publishes that the services are offline. Then ends all
   * open calls with a {@link RemotingException} with code {@code CANCELLED}, and disconnects.
   * Getters of clients still return the last received value. Closing again has no effect.
   *
   * <p>User code that hangs delays closing only for a limited time: a getter that {@code serve}
   * reads for the drain timeout, a supplier of credentials for the connect timeout, a {@code
   * Subscription} of an implementation for a second. So, while closing, do not hold a lock that
   * this code needs. A broker that does not respond delays closing for some seconds.
   */
  @Override
  public void close() {
    closed = true;
    Steps.runAll(
        List.of(
            broker::beginClosing,
            services::close,
            broker::close,
            clients::close,
            callbacks::close,
            timers::shutdownNow,
            workers::shutdown,
            callbackThreads::shutdown));
  }

  /** The client identifier, the brokers, the state and, if connected, the MQTT version. */
  @Override
  public String toString() {
    ConnectionState state = state();
    return "connection of "
        + broker
        + ", "
        + state
        + (state == ConnectionState.CONNECTED
            ? mqttVersion().map(version -> " with MQTT " + version).orElse("")
            : "");
  }
}
