package io.mqttremoting;

import io.mqttremoting.api.ConnectionEvent;
import io.mqttremoting.api.ConnectionState;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.api.NotConnectedException;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.api.ServiceInfo;
import io.mqttremoting.api.ServiceInterceptor;
import io.mqttremoting.api.Subscription;
import io.mqttremoting.internal.client.Clients;
import io.mqttremoting.internal.concurrent.MessageCounts;
import io.mqttremoting.internal.concurrent.Steps;
import io.mqttremoting.internal.connection.BrokerConnection;
import io.mqttremoting.internal.connection.ConnectionSettings;
import io.mqttremoting.internal.json.JsonCodec;
import io.mqttremoting.internal.model.ContractInterface;
import io.mqttremoting.internal.model.InterfaceReader;
import io.mqttremoting.internal.model.WireName;
import io.mqttremoting.internal.service.Services;
import io.mqttremoting.internal.service.value.ContractImplementation;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.wire.RandomId;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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
  private final ConnectionStates states;
  private final ConnectionThreads threads;
  private final BrokerConnection broker;
  private final Clients clients;
  private final Services services;
  private final Discoveries discoveries;
  private final List<ServiceInterceptor> serviceInterceptors;
  private volatile boolean closed;

  RemotingConnection(ConnectionBuilder builder) {
    String session = RandomId.next();
    serviceInterceptors = List.copyOf(builder.serviceInterceptors);
    JsonCodec json = JsonCodec.shared(builder.maxPayloadBytes, builder.jsonAdditions);
    threads =
        new ConnectionThreads(
            builder.clientId, builder.warnAfter, builder.queueCapacity, builder.maxPayloadBytes);
    states = new ConnectionStates(threads.workers());
    ConnectionSettings settings = ConnectionSetup.settings(builder, session);
    broker = new BrokerConnection(settings, threads.workers(), states::enter);
    discoveries = new Discoveries(settings, broker, threads);
    clients =
        new Clients(
            broker,
            json,
            builder.callTimeout,
            builder.contractCheck,
            threads.ofClients(),
            builder.interceptors);
    services =
        new Services(
            broker,
            json,
            threads.ofServices(),
            session,
            builder.drainTimeout,
            ConnectionSetup.statusExpiry(builder));
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
      return this;
    } catch (TransportException e) {
      throw toRemoting(e);
    }
  }

  /**
   * Starts to connect in the background and retries until it succeeds; returns at once. Has no
   * effect if connected. Clients and services can be created meanwhile; to create them does not
   * wait while the broker cannot be reached or does not answer.
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
   * Adds a handler that gets every state change from now on, and every failed attempt to connect,
   * unless another thread has connected at the same time. It runs in a worker thread of the
   * connection, one event at a time and in order, and may block. If more than 1,000 events wait for
   * it, the oldest is dropped.
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
        threads.queued(),
        threads.queuedForServices(),
        threads.queuedBytes(),
        clients.waitingForBroker() + services.waitingForBroker(),
        broker.unsentMessages(),
        threads.busy(),
        threads.timersSet(),
        broker.subscriptions(),
        services.rememberedReplies(),
        services.rememberedBytes());
  }

  /**
   * What has happened on this connection since it was created. This may be called often, as {@link
   * #statistics()}.
   */
  public ConnectionTotals totals() {
    MessageCounts counts = threads.counts();
    Map<ErrorCode, Long> refused = new EnumMap<>(ErrorCode.class);
    for (ErrorCode code : ErrorCode.values()) {
      refused.put(code, counts.refused(code));
    }
    return new ConnectionTotals(
        states.connects(),
        states.losses(),
        counts.repeated(),
        counts.duplicate(),
        refused,
        counts.malformed());
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
      Objects.requireNonNull(type, "type");
      requireOpen();
      return clients.client(type, options.wireName(), options.interceptors());
    } catch (TransportException e) {
      throw toRemoting(e);
    }
  }

  /**
   * Creates a client of one instance of {@code type}.
   *
   * @param instance the name in {@link ServiceOptions#withInstance}
   * @throws IllegalArgumentException also if it is not a valid topic level
   * @see #client(Class)
   */
  public <T> T client(Class<T> type, String instance) {
    return client(type, ClientOptions.defaults().withInstance(instance));
  }

  /**
   * A remote interface without its Java interface, by its name on the wire. If connected, it is
   * subscribed when this returns, and has the values that the broker has, as {@link #client(Class)}
   * does.
   *
   * @throws IllegalArgumentException if a name is not a valid topic level, or the module is
   *     reserved
   * @throws RemotingException as {@link #client(Class)} does
   */
  public RemoteObject remote(String module, String name) {
    return remote(module, name, ClientOptions.defaults());
  }

  /**
   * One instance of a remote interface without its Java interface.
   *
   * @param instance the name in {@link ServiceOptions#withInstance}
   * @see #remote(String, String)
   */
  public RemoteObject remote(String module, String name, String instance) {
    return remote(module, name, ClientOptions.defaults().withInstance(instance));
  }

  /**
   * A remote interface without its Java interface, with the instance and the interceptors of these
   * options. Interceptors see the arguments as one array node.
   *
   * @see #remote(String, String)
   */
  public RemoteObject remote(String module, String name, ClientOptions options) {
    WireName all = options.wireName().withModule(module).withName(name);
    try {
      requireOpen();
      return new RemoteObject(
          clients.remotes().client(all, options.interceptors()), Optional.empty());
    } catch (TransportException e) {
      throw toRemoting(e);
    }
  }

  /**
   * All instances of {@code type} in the namespace of this connection. If connected, those that are
   * online are known when this returns.
   *
   * <p>Clients of instances that exist on this connection use the subscriptions of the fleet from
   * then on. While that changes, a signal may reach them twice.
   *
   * @throws IllegalArgumentException if the interface breaks rules; the message lists all of them
   * @throws RemotingException as {@link #client(Class)} does
   */
  public <T> Fleet<T> fleet(Class<T> type) {
    return fleet(type, ClientOptions.defaults());
  }

  /**
   * All instances of {@code type}, by the name in these options.
   *
   * @throws IllegalArgumentException also if the options name an instance
   * @see #fleet(Class)
   */
  public <T> Fleet<T> fleet(Class<T> type, ClientOptions options) {
    try {
      requireOpen();
      return new Fleet<>(
          type,
          clients.fleet(
              Objects.requireNonNull(type, "type"), options.wireName(), options.interceptors()));
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
    return serve(options.interfacesOf(implementation), implementation, options);
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

  /**
   * Serves a contract without a Java interface, with the default options.
   *
   * @see #serve(Contract, ContractHandler, ServiceOptions)
   */
  public ContractService serve(Contract contract, ContractHandler handler) {
    return serve(contract, handler, ServiceOptions.defaults());
  }

  /**
   * Serves a contract without a Java interface, for example as a mock or a bridge. Callers see no
   * difference. No property has a value before the first is published.
   *
   * @return what publishes values and signals, and stops serving
   * @throws IllegalArgumentException if a name in the contract cannot be used, or the interface is
   *     already served on this connection
   * @throws RemotingException as {@link #serve(Object, ServiceOptions)} does
   */
  public ContractService serve(Contract contract, ContractHandler handler, ServiceOptions options) {
    Objects.requireNonNull(contract, "contract");
    Objects.requireNonNull(handler, "handler");
    WireName name = options.serving().wireName();
    String id = name.of(ContractInterface.of(contract.model()), broker.namespace()).id();
    ContractImplementation implementation =
        ContractService.implementation(contract.model(), name, id, handler);
    try {
      Runnable closer =
          services.serve(
              implementation,
              options.turn(threads.workers()),
              threads::newServiceBound,
              options.serving(serviceInterceptors));
      return new ContractService(
          implementation, new ServiceHandle(closer, id + " as " + clientId()));
    } catch (TransportException e) {
      throw toRemoting(e);
    }
  }

  private ServiceHandle serve(List<Class<?>> types, Object implementation, ServiceOptions options) {
    try {
      Runnable closer =
          services.serve(
              implementation,
              types,
              options.turn(threads.workers()),
              threads::newServiceBound,
              options.serving(serviceInterceptors));
      String ids =
          types.stream()
              .map(
                  type ->
                      options
                          .serving()
                          .wireName()
                          .of(InterfaceReader.read(type), broker.namespace())
                          .id())
              .collect(Collectors.joining(", "));
      return new ServiceHandle(closer, ids + " as " + clientId());
    } catch (TransportException e) {
      throw toRemoting(e);
    }
  }

  /**
   * Lists the services in the namespace of this connection, without and with an instance.
   *
   * @see #discover(Duration, DiscoveryOptions)
   */
  public List<ServiceInfo> discover(Duration timeout) throws InterruptedException {
    return discover(timeout, DiscoveryOptions.defaults());
  }

  /**
   * Lists the services whose statuses, or at least values, the broker retains, sorted by their
   * topics.
   *
   * <p>This makes a connection of its own, with the client identifier of this one and {@code
   * -discover} and a number after it, and closes it at the end: on a shared connection, brokers
   * could send a value twice, and then handlers of clients would be called twice. It uses the same
   * user and settings. <b>Do not use it where the broker replaces the client identifier by the
   * user</b> ({@code use_username_as_clientid} of mosquitto): there, it takes this connection's
   * place for a moment, and fails.
   *
   * <p>The cost is described at {@link DiscoveryOptions}.
   *
   * @param timeout how long to wait at most, once connected, until everything that the broker
   *     retains has arrived. This usually takes some 100 ms. A broker that does not send a
   *     connection's own messages back to it always takes this long
   * @throws NotConnectedException if the broker cannot be reached in time, the connection for
   *     discovery is lost, or this connection is closed
   * @throws RemotingException if the broker refuses the credentials or the subscriptions
   * @throws InterruptedException if the calling thread is interrupted
   */
  public List<ServiceInfo> discover(Duration timeout, DiscoveryOptions options)
      throws InterruptedException {
    try {
      return discoveries.list(options, timeout);
    } catch (TransportException e) {
      throw toRemoting(e);
    }
  }

  /**
   * Watches the services in the namespace of this connection, without and with an instance.
   *
   * @see #watchServices(DiscoveryOptions)
   */
  public Discovery watchServices() throws InterruptedException {
    return watchServices(DiscoveryOptions.defaults());
  }

  /**
   * Watches services until the result or this connection is closed. It has a connection of its own,
   * like {@link #discover(Duration, DiscoveryOptions)}, which reconnects by itself. When this
   * returns, the services that are there are known; this waits for about a second at most.
   *
   * @throws RemotingException as {@code discover} does
   * @throws InterruptedException if the calling thread is interrupted
   */
  public Discovery watchServices(DiscoveryOptions options) throws InterruptedException {
    try {
      return discoveries.watch(options);
    } catch (TransportException e) {
      throw toRemoting(e);
    }
  }

  private void requireOpen() throws TransportException {
    if (state() == ConnectionState.CLOSED) {
      throw TransportException.notConnected("the connection is closed");
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
            discoveries::close,
            broker::beginClosing,
            services::close,
            broker::close,
            clients::close,
            threads::close));
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
