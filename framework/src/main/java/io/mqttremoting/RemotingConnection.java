package io.mqttremoting;

import io.mqttremoting.api.ConnectionEvent;
import io.mqttremoting.api.ConnectionState;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.api.NotConnectedException;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.api.Subscription;
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
import io.mqttremoting.internal.json.JsonCodec;
import io.mqttremoting.internal.model.InterfaceReader;
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
 * A connection to an MQTT broker, shared by all clients and services that are made on it. Clients
 * and services may be made before it is connected, too.
 *
 * <p>Threads: handlers, implementations and the callbacks of futures run in threads of the
 * connection made for that, never in those of the MQTT library, so they may block and call any
 * remote method. Handlers of one client run one at a time in the order of their messages, as do the
 * calls of one implementation (see {@link ServiceOptions}). The threads are daemons; but as long as
 * something is served, the program does not end by itself.
 *
 * <p>A call that waits for a reply inside of an operation holds the turn of the implementation. If
 * the reply depends on another call of the same implementation, be it a call to itself or one that
 * another service makes (A calls B, which calls A), it waits until it times out. A call to itself
 * is refused at once with code {@code FAILED_PRECONDITION} where that can be seen: in the thread of
 * the operation, by a method that waits itself. The ways out: call the implementation's own method;
 * return the future of the call, composed as needed, which ends the turn; or serve with {@link
 * ServiceOptions#withConcurrency} and an implementation that is thread-safe.
 *
 * <p>All methods are thread-safe.
 */
public final class RemotingConnection implements AutoCloseable {
  /**
   * How long a broker of MQTT 5 remembers that a connection was lost: no longer than that, for
   * clients whose identifiers are made for each run would fill it.
   */
  private static final Duration WILL_EXPIRY = Duration.ofDays(7);

  /** What is said under an identifier that does not come again is to be forgotten some day. */
  private static final Duration STATUS_EXPIRY = Duration.ofDays(1);

  private static final int HELD_BYTES_PER_PAYLOAD = 8; // a queue holds that many of the largest

  private static final int REFUSED_BYTES_PER_PAYLOAD = 4;

  /** For the topic and the properties of a message. */
  private static final int BESIDE_THE_PAYLOAD = 128 * 1024;

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
    queueBytes = (long) HELD_BYTES_PER_PAYLOAD * settings.maxPayloadBytes;
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
            session,
            workers,
            states::enter);
    Watchdog watchdog = new Watchdog(timers, settings.warnAfter);
    clients =
        new Clients(
            broker,
            json,
            settings.callTimeout,
            workers,
            callbacks,
            timers,
            this::newBound,
            watchdog);
    Duration statusExpiry = settings.hasRandomClientId ? STATUS_EXPIRY : Duration.ZERO;
    services =
        new Services(
            broker, json, workers, session, watchdog, timers, settings.drainTimeout, statusExpiry);
  }

  /**
   * Beyond this, messages are not read. Below, those that are too large can be refused with words.
   */
  private static int maxPacketBytes(int maxPayloadBytes) {
    return (int)
        Math.min(
            ConnectOptions.LARGEST_PACKET,
            (long) REFUSED_BYTES_PER_PAYLOAD * maxPayloadBytes + BESIDE_THE_PAYLOAD);
  }

  private Bound newBound() {
    return new Bound(queueCapacity, queueBytes, queued);
  }

  /**
   * Connects, unless connected: for the first time, or again after the connection was lost. All
   * subscriptions, and the values of what is served here, are back at the broker when this returns.
   *
   * @return this
   * @throws NotConnectedException if the broker cannot be reached in time
   * @throws RemotingException with the code {@code PERMISSION_DENIED} if it refuses the credentials
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
   * Begins to connect in the background, unless connected, and goes on trying; returns at once.
   *
   * @return this
   */
  public RemotingConnection start() {
    broker.start();
    return this;
  }

  /**
   * Waits until there is a connection.
   *
   * @return false if there was none within {@code timeout}, or all attempts have failed that were
   *     allowed
   * @throws InterruptedException if the calling thread is interrupted
   */
  public boolean awaitConnected(Duration timeout) throws InterruptedException {
    return states.awaitConnected(timeout);
  }

  /** What the connection is about at this moment. */
  public ConnectionState state() {
    return states.state();
  }

  /**
   * Adds a handler that is told of every state that the connection comes into from now on, and of
   * every attempt to connect that fails. It runs in a thread of the connection made for that, one
   * event at a time, in their order, and may do anything. If it is so slow that 1,000 events wait,
   * it does not learn of the oldest.
   */
  public Subscription onStateChanged(Consumer<ConnectionEvent> handler) {
    return states.onChanged(handler);
  }

  /** Whether there is a connection at this moment, on which everything is back in place. */
  public boolean isConnected() {
    return broker.isConnected();
  }

  /** The version of MQTT that is spoken, or was when there was a connection last, if ever. */
  public Optional<MqttVersion> mqttVersion() {
    return broker.version();
  }

  /** The MQTT client identifier. */
  public String clientId() {
    return broker.clientId();
  }

  /**
   * How much this connection has to do at this moment. It may be called by any thread, as often as
   * once a second, say: it waits neither for the broker nor for user code, and takes some
   * microseconds, and about one more for each client, service and open call.
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
   * A client of {@code type}: an object whose methods are called over MQTT. When connected, it is
   * subscribed when this returns, so that no signal from now on is missed, and its getters show the
   * values that the broker has. This waits for about a second at most for them to arrive; if they
   * have not by then, the log says so. Clients of the same type share subscriptions and values.
   *
   * <p>A client is light, and lives as long as the connection unless {@link ClientHandle#close()}
   * ends it.
   *
   * @throws IllegalArgumentException if the interface breaks rules; the message names them all
   * @throws RemotingException if the broker refuses or does not answer, or ends the connection as
   *     its answer; with the code {@code UNIMPLEMENTED} if it lacks what this needs
   */
  public <T> T client(Class<T> type) {
    return client(type, ClientOptions.defaults());
  }

  /**
   * A client of {@code type}, made with these options.
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
   * Serves all interfaces of {@code implementation} that carry {@code @RemoteInterface}, with the
   * default options.
   *
   * @see #serve(Object, ServiceOptions)
   */
  public ServiceHandle serve(Object implementation) {
    return serve(implementation, ServiceOptions.defaults());
  }

  /**
   * Serves all interfaces of {@code implementation} that carry {@code @RemoteInterface}. The first
   * values of its properties are read now, by this thread. When connected, requests are taken and
   * the values published when this returns.
   *
   * @return what ends it
   * @throws IllegalArgumentException if there is no such interface, if one breaks rules, if one is
   *     served already on this connection, if several are to have one name, or if {@code
   *     implementation} is a client of it on the same broker; a client on another broker may be
   *     served, as a bridge
   * @throws IllegalStateException if a getter of the implementation throws, or a method that takes
   *     a handler throws or returns null; nothing is served then
   * @throws RemotingException if the broker refuses or does not answer, or ends the connection as
   *     its answer; with the code {@code UNIMPLEMENTED} if it lacks what this needs
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
              + "' is for one interface, and "
              + implementation.getClass().getName()
              + " has several, "
              + types.stream().map(Class::getName).collect(Collectors.joining(", "))
              + "; serve one of them by its class");
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
   * Stops serving: takes no more requests, waits for those that are being executed for the time
   * that the connection is configured for, and says that nobody is there. Then ends all open calls
   * with a {@link RemotingException} of code {@code CANCELLED}, and disconnects. Getters of clients
   * go on answering the last value received. Closing twice is closing once.
   *
   * <p>Code of yours that hangs holds this up for a time only: a getter that is read by {@code
   * serve} as long as requests may, a supplier of credentials as long as an attempt to connect, a
   * {@code Subscription} of an implementation for a second. So do not close while holding a lock
   * that one needs. A broker that stands still holds it up for some seconds.
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

  /** The client identifier, the brokers, the state and, when connected, the version of MQTT. */
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
