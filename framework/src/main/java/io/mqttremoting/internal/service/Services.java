package io.mqttremoting.internal.service;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.internal.concurrent.Bound;
import io.mqttremoting.internal.concurrent.KeepAlive;
import io.mqttremoting.internal.concurrent.Recheck;
import io.mqttremoting.internal.concurrent.Steps;
import io.mqttremoting.internal.concurrent.TaskQueue;
import io.mqttremoting.internal.concurrent.Turn;
import io.mqttremoting.internal.concurrent.Watchdog;
import io.mqttremoting.internal.connection.BrokerConnection;
import io.mqttremoting.internal.json.JsonCodec;
import io.mqttremoting.internal.model.End;
import io.mqttremoting.internal.model.InterfaceModel;
import io.mqttremoting.internal.model.InterfaceReader;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.wire.StatusCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All services of one connection. Thread-safe. */
public final class Services {
  private static final Logger LOG = LoggerFactory.getLogger(Services.class);
  private static final Duration LISTENING_TIMEOUT = Duration.ofSeconds(1);

  /** So often what is said of presence is said again before it would expire. */
  private static final int RENEWALS = 4;

  private final BrokerConnection connection;
  private final JsonCodec json;
  private final Executor workers;
  private final TaskQueue refusals;
  private final KeepAlive keepAlive;
  private final ConnectionStatus connectionStatus;
  private final String session;
  private final Watchdog watchdog;
  private final ScheduledExecutorService timers;
  private final Duration drainTimeout;
  private final Duration statusExpiry;
  private final Recheck renewals;

  /**
   * What is served; changed with the monitor of this, which may be held while the broker answers.
   */
  private final Map<String, ServiceDispatcher> served =
      Collections.synchronizedMap(new LinkedHashMap<>());

  private final ReentrantLock serving = new ReentrantLock();
  private boolean closed; // guarded by this

  /**
   * Services that refuse bad requests in {@code workers}.
   *
   * @param session which life of the program this is
   * @param drainTimeout how long to wait for open requests before serving ends
   * @param statusExpiry after which the broker may forget what is said of presence, unless {@link
   *     #renew} says it again; zero for never
   */
  public Services(
      BrokerConnection connection,
      JsonCodec json,
      Executor workers,
      String session,
      Watchdog watchdog,
      ScheduledExecutorService timers,
      Duration drainTimeout,
      Duration statusExpiry) {
    this.statusExpiry = statusExpiry;
    this.connection = connection;
    this.json = json;
    this.session = session;
    this.watchdog = watchdog;
    this.timers = timers;
    this.drainTimeout = drainTimeout;
    this.workers = workers;
    this.refusals = new TaskQueue(workers, 1);
    this.connectionStatus =
        new ConnectionStatus(connection, new StatusCodec(), session, statusExpiry, workers);
    this.keepAlive = new KeepAlive("serving-" + connection.clientId());
    this.renewals = new Recheck(timers, statusExpiry.dividedBy(RENEWALS), this::renew);
  }

  /**
   * Serves {@code types} of {@code implementation}, whose setters and operations run in {@code
   * turns}.
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
    serving.lock(); // not the monitor, for this calls code that may hang
    try {
      ServiceSettings settings =
          new ServiceSettings(
              session, options, statusExpiry, workers, turns, refusals, bounds, watchdog, timers);
      List<ServiceDispatcher> dispatchers = new ArrayList<>();
      for (Class<?> type : types) {
        InterfaceModel model =
            options.wireName().of(InterfaceReader.read(type, End.SERVICE, json.payloadRules()));
        checkNotServed(model.id());
        checkOnce(model, dispatchers);
        dispatchers.add(new ServiceDispatcher(model, implementation, connection, json, settings));
      }
      connectionStatus.listen();
      start(dispatchers);
      return () -> stop(dispatchers);
    } finally {
      serving.unlock();
    }
  }

  private static void checkOnce(InterfaceModel model, List<ServiceDispatcher> others) {
    if (others.stream().anyMatch(other -> other.id().equals(model.id()))) {
      throw new IllegalArgumentException(
          "two interfaces of one implementation are "
              + model.id()
              + ", one of them "
              + model.type().getName()
              + "; serve one of them by its class, or give them different names");
    }
  }

  private synchronized void checkNotServed(String id) throws TransportException {
    checkOpen();
    if (served.containsKey(id)) {
      throw new IllegalArgumentException(
          id
              + " is served already on this connection, by "
              + served.get(id).implementation().getClass().getName()
              + "; close that first, or serve this on a connection of its own or by another name");
    }
  }

  private void checkOpen() throws TransportException {
    if (closed) {
      throw new TransportException(ErrorCode.UNAVAILABLE, "the connection is closed", null);
    }
  }

  private void start(List<ServiceDispatcher> dispatchers) throws TransportException {
    List<ServiceDispatcher> started = new ArrayList<>();
    boolean done = false;
    try {
      for (ServiceDispatcher dispatcher : dispatchers) {
        dispatcher.start();
        started.add(dispatcher);
        dispatcher.join();
      }
      add(dispatchers);
      done = true;
    } finally {
      if (!done) {
        started.forEach(ServiceDispatcher::stop);
        started.forEach(ServiceDispatcher::stopListening);
      }
    }
  }

  private synchronized void add(List<ServiceDispatcher> dispatchers) throws TransportException {
    checkOpen(); // it may have been closed while a getter hung
    for (ServiceDispatcher dispatcher : dispatchers) {
      served.put(dispatcher.id(), dispatcher);
      keepAlive.hold();
    }
    if (!statusExpiry.isZero()) {
      renewals.begin();
    }
  }

  /**
   * Says again, before it expires, that the services are there; never waits.
   *
   * @return whether there are any
   */
  boolean renew() {
    List<ServiceDispatcher> all;
    synchronized (this) {
      all = List.copyOf(served.values());
    }
    if (!all.isEmpty()) {
      connectionStatus.sayAgainLater();
      all.forEach(ServiceDispatcher::renew);
    }
    return !all.isEmpty();
  }

  /** How much waits until the broker has answered what was asked before. */
  public int waitingForBroker() {
    return refusals.size();
  }

  /** How many requests are being executed, or wait for that; never waits. */
  public int openRequests() {
    return (int) sum(ReplyMemory::openCount);
  }

  /** How many calls are known that were answered; never waits. */
  public int rememberedReplies() {
    return (int) sum(ReplyMemory::answeredCount);
  }

  /** How many bytes the replies to them have together that are remembered; never waits. */
  public long rememberedBytes() {
    return sum(ReplyMemory::replyBytes);
  }

  private long sum(ToLongFunction<ReplyMemory> figure) {
    return List.copyOf(served.values()).stream()
        .map(ServiceDispatcher::memory)
        .mapToLong(figure)
        .sum();
  }

  /** Ends all services, for good. */
  public void close() {
    awaitServing();
    List<ServiceDispatcher> all;
    synchronized (this) {
      closed = true;
      all = List.copyOf(served.values());
    }
    Steps.runAll(List.of(() -> stop(all), connectionStatus::sayOffline));
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

  /** Waits for what is being executed without keeping others from serving. */
  private void stop(List<ServiceDispatcher> dispatchers) {
    long end = System.nanoTime() + drainTimeout.toNanos();
    Map<String, CompletableFuture<Void>> ends = new LinkedHashMap<>();
    List<Runnable> steps = new ArrayList<>();
    dispatchers.forEach(dispatcher -> steps.add(dispatcher::beginLeaving));
    for (ServiceDispatcher dispatcher : dispatchers) {
      steps.add(
          () -> dispatcher.queue().drain(Duration.ofNanos(Math.max(0, end - System.nanoTime()))));
    }
    dispatchers.forEach(dispatcher -> steps.add(() -> end(dispatcher, ends)));
    steps.add(() -> awaitEnds(ends));
    Steps.runAll(steps);
  }

  private synchronized void end(
      ServiceDispatcher dispatcher, Map<String, CompletableFuture<Void>> ends) {
    if (served.remove(dispatcher.id(), dispatcher)) {
      // Now, before the workers end. Each in a thread of its own, for one may hang.
      Steps.runAll(
          List.of(
              dispatcher::stop,
              keepAlive::release,
              () ->
                  ends.put(
                      dispatcher.id(),
                      CompletableFuture.runAsync(dispatcher::stopListening, workers))));
    }
  }

  private static void awaitEnds(Map<String, CompletableFuture<Void>> ends) {
    try {
      CompletableFuture.allOf(ends.values().toArray(CompletableFuture[]::new))
          .get(LISTENING_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      ends.values().removeIf(CompletableFuture::isDone);
      if (!ends.isEmpty()) { // else the last has just ended
        LOG.warn(
            "{}: a Subscription of the implementation has not closed within {}; does it wait for a"
                + " lock that the closing thread has?",
            ends.keySet(),
            LISTENING_TIMEOUT);
      }
    } catch (ExecutionException e) {
      LOG.error("Subscriptions of an implementation could not be ended", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // then without waiting
    }
  }
}
