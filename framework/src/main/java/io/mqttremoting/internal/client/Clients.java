package io.mqttremoting.internal.client;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.internal.client.presence.BrokerAnswers;
import io.mqttremoting.internal.client.presence.ServiceConnections;
import io.mqttremoting.internal.concurrent.Bound;
import io.mqttremoting.internal.concurrent.BoundedQueue;
import io.mqttremoting.internal.concurrent.Recheck;
import io.mqttremoting.internal.concurrent.Steps;
import io.mqttremoting.internal.concurrent.TaskQueue;
import io.mqttremoting.internal.concurrent.Watchdog;
import io.mqttremoting.internal.connection.BrokerConnection;
import io.mqttremoting.internal.json.JsonCodec;
import io.mqttremoting.internal.model.End;
import io.mqttremoting.internal.model.InterfaceModel;
import io.mqttremoting.internal.model.InterfaceReader;
import io.mqttremoting.internal.model.WireName;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.wire.Mapping;
import io.mqttremoting.internal.wire.MappingV3;
import io.mqttremoting.internal.wire.MappingV5;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All clients of one connection. Thread-safe. */
public final class Clients {
  private static final Logger LOG = LoggerFactory.getLogger(Clients.class);
  private static final Duration BETWEEN_REPETITIONS = Duration.ofMillis(250);
  private static final int MAX_HINTS = 1000;
  private static final int MAX_FOLLOWED = 10;
  private static final int MAX_CANCELLATIONS = 10_000;

  private static final Duration PRESENCE = Duration.ofSeconds(1);

  private final BrokerConnection connection;
  private final JsonCodec json;
  private final Duration callTimeout;
  private final Executor workers;
  private final Supplier<Bound> bounds;
  private final Watchdog watchdog;
  private final PendingCalls calls;
  private final Mapping mappingV5;
  private final Mapping mappingV3;
  private final BoundedQueue decoding;
  private final TaskQueue waiting;
  private final BoundedQueue hints;
  private final BoundedQueue cancellations;
  private final TaskQueue repetitions;
  private final BoundedQueue repetitionHints;
  private final Recheck repeating;
  private final AtomicBoolean repeatQueued = new AtomicBoolean();
  private final BrokerAnswers brokerAnswers;
  private final Map<ClientEndpoint.Key, ClientEndpoint> endpoints = new HashMap<>();
  private final ServiceConnections serviceConnections;

  /**
   * Clients whose handlers run in {@code workers}, and whose futures complete in {@code callbacks};
   * each proxy, and the decoding of values, has a queue with a new one of {@code bounds}.
   */
  public Clients(
      BrokerConnection connection,
      JsonCodec json,
      Duration callTimeout,
      Executor workers,
      Executor callbacks,
      ScheduledExecutorService timers,
      Supplier<Bound> bounds,
      Watchdog watchdog) {
    this.connection = connection;
    this.json = json;
    this.callTimeout = callTimeout;
    this.workers = workers;
    this.bounds = bounds;
    this.watchdog = watchdog;
    this.repeating = new Recheck(timers, BETWEEN_REPETITIONS, this::repeatDueCalls);
    this.calls = new PendingCalls(callbacks, timers, repeating::begin);
    this.brokerAnswers = new BrokerAnswers(connection);
    this.mappingV5 = new MappingV5();
    this.mappingV3 = new MappingV3(json);
    this.decoding = new BoundedQueue(new TaskQueue(workers, 1), bounds.get());
    this.waiting = new TaskQueue(workers, 1);
    this.serviceConnections =
        new ServiceConnections(connection, new BoundedQueue(waiting, new Bound(MAX_FOLLOWED, 0)));
    this.hints = new BoundedQueue(waiting, new Bound(MAX_HINTS, 0));
    this.cancellations =
        new BoundedQueue(new TaskQueue(workers, 1), new Bound(MAX_CANCELLATIONS, 0));
    this.repetitions = new TaskQueue(workers, 1);
    this.repetitionHints = new BoundedQueue(repetitions, new Bound(MAX_HINTS, 0));
  }

  /**
   * Sends calls again whose replies are overdue; in a thread that may wait for the broker.
   *
   * @return whether replies are awaited
   */
  private boolean repeatDueCalls() {
    if (calls.isEmpty()) {
      return false;
    }
    if (repeatQueued.compareAndSet(false, true)) {
      repeatDueCallsLater();
    }
    return true;
  }

  private void repeatDueCallsLater() {
    try {
      repetitions.execute(
          () -> {
            repeatQueued.set(false);
            long now = System.nanoTime();
            calls.repeat(call -> call.isDue(now));
          });
    } catch (RuntimeException | Error e) { // for there are no more threads, say
      repeatQueued.set(false);
      LOG.debug("Calls are not repeated this time", e);
    }
  }

  /**
   * A proxy of {@code type}, which goes by {@code name} on the wire, subscribed if connected.
   *
   * @throws IllegalArgumentException if the interface breaks rules
   * @throws TransportException if the broker refuses the subscriptions
   */
  public <T> T client(Class<T> type, WireName name) throws TransportException {
    T client;
    ClientEndpoint endpoint;
    synchronized (this) {
      endpoint = endpoint(new ClientEndpoint.Key(type, name));
      client = type.cast(endpoint.newProxy());
    }
    endpoint.awaitWhatIsKept(); // not under the lock, so that many can wait for one answer
    return client;
  }

  private ClientEndpoint endpoint(ClientEndpoint.Key key) throws TransportException {
    ClientEndpoint known = endpoints.get(key);
    if (known != null) {
      return known;
    }
    InterfaceModel declared = InterfaceReader.read(key.type(), End.CLIENT, json.payloadRules());
    ClientEndpoint endpoint = new ClientEndpoint(this, key, key.name().of(declared));
    connection.register(endpoint);
    endpoints.put(key, endpoint);
    return endpoint;
  }

  /**
   * Waits until what the broker had for this connection is there, for 500 ms at most.
   *
   * @return whether it is there
   */
  boolean awaitWhatIsKept() {
    return connection.awaitWhatIsKept();
  }

  /** Waits, after a connect, for what the connections of services say; for a second or so. */
  public void awaitPresence() {
    List<ClientEndpoint> all;
    synchronized (this) {
      all = List.copyOf(endpoints.values());
    }
    if (!serviceConnections.awaitFollowed(PRESENCE)) {
      LOG.info("{}: which services are there may not be known yet", connection.clientId());
    } else if (all.stream().anyMatch(endpoint -> endpoint.presence().lacksConnections())) {
      awaitWhatIsKept();
    }
  }

  /** How many calls of users are open. */
  public int openCalls() {
    return calls.count(call -> call.caller() != null);
  }

  /** How many calls are open that this makes by itself. */
  public int openProbes() {
    return calls.count(call -> call.caller() == null);
  }

  /** How much waits until the broker has answered what was asked before. */
  public int waitingForBroker() {
    return waiting.size() + repetitions.size() + cancellations.size();
  }

  /** What stands for the proxy, if it is one. */
  public static Optional<ClientInstance> instanceOf(Object proxy) {
    return ProxyFactory.identityOf(proxy).map(ClientInstance.class::cast);
  }

  /** What the connections of services say. */
  ServiceConnections serviceConnections() {
    return serviceConnections;
  }

  /** Ends all open calls; the connection is closed. */
  public void close() {
    List<Runnable> steps = new ArrayList<>();
    synchronized (this) {
      endpoints.values().forEach(endpoint -> steps.add(endpoint::close));
    }
    steps.add(() -> calls.end(call -> true, Clients::closed));
    Steps.runAll(steps);
  }

  private static RemotingException closed(PendingCall call) {
    return new RemotingException(
        ErrorCode.CANCELLED,
        call.operation().endpoint().id(),
        call.operation().member(),
        "the connection was closed before the reply came",
        null);
  }

  BrokerConnection connection() {
    return connection;
  }

  JsonCodec json() {
    return json;
  }

  Duration callTimeout() {
    return callTimeout;
  }

  PendingCalls calls() {
    return calls;
  }

  Mapping mappingV5() {
    return mappingV5;
  }

  Mapping mappingV3() {
    return mappingV3;
  }

  /** What the broker answers to questions about presence. */
  BrokerAnswers brokerAnswers() {
    return brokerAnswers;
  }

  /** Runs what waits for the broker in a thread that may wait, one after the other. */
  void runLater(Runnable task) {
    try {
      waiting.execute(task);
    } catch (RejectedExecutionException e) {
      LOG.debug("Not done, for the connection is closed: {}", task, e);
    }
  }

  /**
   * Runs what waits for the broker, as {@link #runLater}, but what strangers cause, and may be left
   * out: with too much of that waiting, it is.
   */
  void hintLater(Runnable task) {
    if (!hints.tryExecute(0, task)) {
      LOG.debug("Left out, for too much waits for the broker or it is closed: {}", task);
    }
  }

  /** Sends a cancellation, behind those that wait for the broker; with too many, it is left out. */
  void cancelLater(Runnable cancellation) {
    if (!cancellations.tryExecute(0, cancellation)) {
      LOG.debug("A cancellation is left out, for too many wait for the broker or it is closed");
    }
  }

  /** Sends those calls again that {@code which} tells, as {@link #hintLater} does. */
  void repeatLater(Predicate<PendingCall> which) {
    if (calls.isEmpty()) {
      return;
    }
    if (!repetitionHints.tryExecute(0, () -> calls.repeat(which))) {
      LOG.debug("Calls are repeated in their time, for too much waits or it is closed");
    }
  }

  ClientInstance newInstance(ClientEndpoint endpoint) {
    return new ClientInstance(endpoint, workers, bounds.get(), watchdog);
  }

  synchronized void removeIfUnused(
      ClientEndpoint.Key key, ClientEndpoint endpoint, Runnable removal) {
    removal.run();
    if (endpoint.isUnused() && endpoints.remove(key, endpoint)) {
      connection.unregister(endpoint);
      endpoint.close();
    }
  }

  boolean decodeLater(int size, Runnable task) {
    return decoding.tryExecute(size, task);
  }
}
