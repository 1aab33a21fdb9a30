package io.mqttremoting.internal.service;

import io.mqttremoting.internal.concurrent.Bound;
import io.mqttremoting.internal.concurrent.KeepAlive;
import io.mqttremoting.internal.concurrent.Recheck;
import io.mqttremoting.internal.concurrent.Steps;
import io.mqttremoting.internal.concurrent.Threads;
import io.mqttremoting.internal.concurrent.Turn;
import io.mqttremoting.internal.connection.BrokerConnection;
import io.mqttremoting.internal.json.JsonCodec;
import io.mqttremoting.internal.model.InterfaceModel;
import io.mqttremoting.internal.service.presence.ConnectionStatus;
import io.mqttremoting.internal.service.request.RequestCounts;
import io.mqttremoting.internal.service.value.ContractImplementation;
import io.mqttremoting.internal.transport.TransportException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;

/** All services of one connection. Thread-safe. */
public final class Services {
  /** How often a status is published again before it would expire. */
  private static final int RENEWALS = 4;

  /** One thread for all connections: thousands would slow a JVM down, although they only wait. */
  private static final KeepAlive SERVING = new KeepAlive("mqtt-serving");

  private final ServedInterfaceFactory factory;
  private final ConnectionStatus connectionStatus;
  private final ServedInterfaces served;
  private final ServiceShutdown shutdown;
  private final Optional<Recheck> renewals; // empty if statuses do not expire
  private final Duration drainTimeout;
  private final ReentrantLock serving = new ReentrantLock();

  /**
   * The services on {@code connection}.
   *
   * @param session the random ID of the connection object
   * @param drainTimeout how long to wait for open requests when services are closed
   * @param statusExpiry the time after which the broker may drop the statuses, unless {@link
   *     #renew} publishes them again; zero for never
   */
  public Services(
      BrokerConnection connection,
      JsonCodec json,
      ServiceThreads threads,
      String session,
      Duration drainTimeout,
      Duration statusExpiry) {
    this.connectionStatus =
        new ConnectionStatus(connection, session, statusExpiry, threads.workers());
    this.factory =
        new ServedInterfaceFactory(
            connection, json, threads, session, statusExpiry, connectionStatus);
    this.served = new ServedInterfaces(connectionStatus, SERVING);
    this.shutdown = new ServiceShutdown(served, drainTimeout, threads.workers());
    this.renewals =
        statusExpiry.isZero()
            ? Optional.empty()
            : Optional.of(
                new Recheck(Threads.checks(), statusExpiry.dividedBy(RENEWALS), served::renew));
    this.drainTimeout = drainTimeout;
  }

  /**
   * Serves the interfaces {@code types} of {@code implementation}, whose setters and operations run
   * in {@code turns}. Calls the implementation and waits for the broker.
   *
   * @param bounds creates the limit for each of the implementation's queues
   * @return a task that closes these services
   * @throws IllegalArgumentException if an interface breaks rules or is already served
   * @throws TransportException if the broker refuses the subscriptions or the connection is closed
   */
  public Runnable serve(
      Object implementation,
      List<Class<?>> types,
      Turn turns,
      Supplier<Bound> bounds,
      ServingOptions options)
      throws TransportException {
    List<InterfaceModel> models = types.stream().map(type -> factory.read(type, options)).toList();
    ServiceSettings settings = factory.settings(options, turns, bounds);
    return serve(models, model -> factory.create(model, implementation, settings));
  }

  /** Serves a contract; like {@link #serve(Object, List, Turn, Supplier, ServingOptions)}. */
  public Runnable serve(
      ContractImplementation implementation,
      Turn turns,
      Supplier<Bound> bounds,
      ServingOptions options)
      throws TransportException {
    InterfaceModel model = factory.read(implementation.contract(), options);
    ServiceSettings settings = factory.settings(options, turns, bounds);
    return serve(List.of(model), each -> factory.create(each, implementation, settings));
  }

  private Runnable serve(
      List<InterfaceModel> models, Function<InterfaceModel, ServedInterface> creator)
      throws TransportException {
    serving.lock(); // not the monitor of served: user code called here may hang
    try {
      List<ServedInterface> interfaces = new ArrayList<>();
      for (InterfaceModel model : models) {
        served.requireNotServed(model.id());
        requireOnce(model, interfaces);
        interfaces.add(creator.apply(model));
      }
      connectionStatus.listen();
      start(interfaces);
      return () -> shutdown.end(interfaces);
    } finally {
      serving.unlock();
    }
  }

  private static void requireOnce(InterfaceModel model, List<ServedInterface> others) {
    if (others.stream().anyMatch(other -> other.id().equals(model.id()))) {
      throw new IllegalArgumentException(
          "two interfaces of one implementation are "
              + model.id()
              + ", one of them "
              + model.type().getName()
              + "; serve one of them by its class, or give them different names");
    }
  }

  private void start(List<ServedInterface> interfaces) throws TransportException {
    List<ServedInterface> started = new ArrayList<>();
    boolean done = false;
    try {
      for (ServedInterface one : interfaces) {
        one.start();
        started.add(one);
        one.join();
      }
      served.add(interfaces);
      done = true;
    } finally {
      if (!done) {
        started.forEach(ServedInterface::stop);
        started.forEach(ServedInterface::stopListening);
      }
    }
    renewals.ifPresent(Recheck::begin);
  }

  /**
   * Publishes the online statuses again, before they expire; never waits.
   *
   * @return whether anything is served
   */
  boolean renew() {
    return served.renew();
  }

  /** Returns how many refusals and messages that are published again wait; never waits. */
  public int waitingForBroker() {
    return factory.waitingForBroker();
  }

  /** Returns how many requests are being executed or wait for execution; never waits. */
  public int openRequests() {
    return (int) served.sum(RequestCounts::open);
  }

  /** Returns how many answered calls are remembered, with or without their replies; never waits. */
  public int rememberedReplies() {
    return (int) served.sum(RequestCounts::answered);
  }

  /** Returns the total size of the remembered replies in bytes; never waits. */
  public long rememberedBytes() {
    return served.sum(RequestCounts::replyBytes);
  }

  /**
   * Closes all services, publishes the offline status of the connection and prevents further
   * serving.
   */
  public void close() {
    awaitServing();
    List<ServedInterface> all = served.close();
    Steps.runAll(
        List.of(
            () -> renewals.ifPresent(Recheck::end),
            () -> shutdown.end(all),
            connectionStatus::publishOffline));
  }

  /** Waits until a running call of {@link #serve} ends, at most for the drain timeout. */
  private void awaitServing() {
    try {
      if (serving.tryLock(drainTimeout.toMillis(), TimeUnit.MILLISECONDS)) {
        serving.unlock();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // stop waiting
    }
  }
}
