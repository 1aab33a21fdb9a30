package io.mqttremoting.internal.service;

import io.mqttremoting.internal.concurrent.Bound;
import io.mqttremoting.internal.concurrent.KeepAlive;
import io.mqttremoting.internal.concurrent.Recheck;
import io.mqttremoting.internal.concurrent.Steps;
import io.mqttremoting.internal.concurrent.Turn;
import io.mqttremoting.internal.connection.BrokerConnection;
import io.mqttremoting.internal.json.JsonCodec;
import io.mqttremoting.internal.model.InterfaceModel;
import io.mqttremoting.internal.service.presence.ConnectionStatus;
import io.mqttremoting.internal.service.request.RequestCounts;
import io.mqttremoting.internal.transport.TransportException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** All services of one connection. Thread-safe. */
public final class Services {
  /** So often what is said of presence is said again before it would expire. */
  private static final int RENEWALS = 4;

  private final ServedInterfaceFactory factory;
  private final ConnectionStatus connectionStatus;
  private final ServedInterfaces served;
  private final ServiceShutdown shutdown;
  private final Optional<Recheck> renewals; // empty if what is said does not expire
  private final Duration drainTimeout;
  private final ReentrantLock serving = new ReentrantLock();

  /**
   * Services on {@code connection}.
   *
   * @param session which life of the program this is
   * @param drainTimeout how long to wait for open requests before serving ends
   * @param statusExpiry after which the broker may forget what is said of presence, unless {@link
   *     #renew} says it again; zero for never
   */
  public Services(
      BrokerConnection connection,
      JsonCodec json,
      ServiceThreads threads,
      String session,
      Duration drainTimeout,
      Duration statusExpiry) {
    this.factory = new ServedInterfaceFactory(connection, json, threads, session, statusExpiry);
    this.connectionStatus =
        new ConnectionStatus(connection, session, statusExpiry, threads.workers());
    this.served =
        new ServedInterfaces(connectionStatus, new KeepAlive("serving-" + connection.clientId()));
    this.shutdown = new ServiceShutdown(served, drainTimeout, threads.workers());
    this.renewals =
        statusExpiry.isZero()
            ? Optional.empty()
            : Optional.of(
                new Recheck(threads.timers(), statusExpiry.dividedBy(RENEWALS), served::renew));
    this.drainTimeout = drainTimeout;
  }

  /**
   * Serves {@code types} of {@code implementation}, whose setters and operations run in {@code
   * turns}. Runs code of the implementation, and waits for the broker.
   *
   * @return what ends it
   * @throws IllegalArgumentException if an interface breaks rules, or is served already
   * @throws TransportException if the broker refuses the subscriptions
   */
  public Runnable serve(
      Object implementation,
      List<Class<?>> types,
      Turn turns,
      Supplier<Bound> bounds,
      ServingOptions options)
      throws TransportException {
    serving.lock(); // not the monitor of what is served, for this calls code that may hang
    try {
      ServiceSettings settings = factory.settings(options, turns, bounds);
      List<ServedInterface> interfaces = new ArrayList<>();
      for (Class<?> type : types) {
        InterfaceModel model = factory.read(type, options);
        served.requireNotServed(model.id());
        requireOnce(model, interfaces);
        interfaces.add(factory.create(model, implementation, settings));
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
   * Says again, before it expires, that the services are there; never waits.
   *
   * @return whether there are any
   */
  boolean renew() {
    return served.renew();
  }

  /** How much waits until the broker has answered what was asked before; never waits. */
  public int waitingForBroker() {
    return factory.waitingForBroker();
  }

  /** How many requests are being executed, or wait for that; never waits. */
  public int openRequests() {
    return (int) served.sum(RequestCounts::open);
  }

  /** How many calls are known that were answered; never waits. */
  public int rememberedReplies() {
    return (int) served.sum(RequestCounts::answered);
  }

  /** How many bytes the replies to them have together that are remembered; never waits. */
  public long rememberedBytes() {
    return served.sum(RequestCounts::replyBytes);
  }

  /** Ends all services, for good. */
  public void close() {
    awaitServing();
    List<ServedInterface> all = served.close();
    Steps.runAll(List.of(() -> shutdown.end(all), connectionStatus::sayOffline));
  }

  /** Waits for what is about to be served, unless that hangs. */
  private void awaitServing() {
    try {
      if (serving.tryLock(drainTimeout.toMillis(), TimeUnit.MILLISECONDS)) {
        serving.unlock();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // then without waiting
    }
  }
}
