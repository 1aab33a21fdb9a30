package io.mqttremoting;

import io.mqttremoting.api.ServiceInfo;
import io.mqttremoting.internal.client.presence.DirectoryView;
import io.mqttremoting.internal.client.presence.ServiceDirectory;
import io.mqttremoting.internal.concurrent.Steps;
import io.mqttremoting.internal.concurrent.TaskQueue;
import io.mqttremoting.internal.connection.Backoff;
import io.mqttremoting.internal.connection.BrokerConnection;
import io.mqttremoting.internal.connection.ConnectionSettings;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.wire.RandomId;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** The connections for discovery beside a connection. Thread-safe. */
final class Discoveries {
  /** How long to wait for what the broker retains before a watch begins. */
  private static final Duration FIRST = Duration.ofSeconds(1);

  private final ConnectionSettings settings;
  private final BrokerConnection main;
  private final ConnectionThreads threads;
  private final Set<BrokerConnection> open = new HashSet<>(); // guarded by this
  private int number; // guarded by this
  private boolean closed; // guarded by this

  /** Discovers with settings like those of {@code main}. */
  Discoveries(ConnectionSettings settings, BrokerConnection main, ConnectionThreads threads) {
    this.settings = settings;
    this.main = main;
    this.threads = threads;
  }

  /** See {@link RemotingConnection#discover(Duration, DiscoveryOptions)}. */
  List<ServiceInfo> list(DiscoveryOptions options, Duration timeout)
      throws TransportException, InterruptedException {
    BrokerConnection connection = add(false);
    try {
      return directory(connection, options, timeout).services();
    } finally {
      close(connection);
    }
  }

  /** See {@link RemotingConnection#watchServices(DiscoveryOptions)}. */
  Discovery watch(DiscoveryOptions options) throws TransportException, InterruptedException {
    BrokerConnection connection = add(true);
    boolean done = false;
    try {
      ServiceDirectory directory = directory(connection, options, FIRST);
      DirectoryView view =
          new DirectoryView(directory, new TaskQueue(threads.workers(), 1), threads.watchdog());
      view.open();
      done = true;
      return new Discovery(directory, view, () -> close(connection));
    } finally {
      if (!done) {
        close(connection);
      }
    }
  }

  private ServiceDirectory directory(
      BrokerConnection connection, DiscoveryOptions options, Duration timeout)
      throws TransportException, InterruptedException {
    ServiceDirectory directory =
        new ServiceDirectory(
            options.scope(settings.namespace()), connection, ServiceDirectory.MAX_KEPT);
    boolean mainConnected = main.isConnected();
    BooleanSupplier mainLost = main.sender().lossFromNow();
    connection.connect();
    BooleanSupplier lost = connection.sender().lossFromNow();
    connection.register(directory);
    directory.awaitRetained(timeout);
    if (lost.getAsBoolean() || (mainConnected && mainLost.getAsBoolean())) { // or back already
      throw TransportException.notConnected(
          "when "
              + connection
              + " connected for discovery, it or this connection was lost. If the broker replaces"
              + " client identifiers by user names, discover as a user of its own");
    }
    return directory;
  }

  private synchronized BrokerConnection add(boolean reconnects) throws TransportException {
    if (closed) {
      throw TransportException.notConnected("the connection is closed");
    }
    number++;
    BrokerConnection connection =
        new BrokerConnection(
            settings(settings, number, main.broker(), reconnects), threads.workers(), event -> {});
    open.add(connection);
    return connection;
  }

  /**
   * The settings of a connection for discovery beside another one.
   *
   * @param number different for each, because the client identifier contains it
   * @param broker the one to try first
   * @param reconnects whether it reconnects after a loss
   */
  private static ConnectionSettings settings(
      ConnectionSettings main, int number, Optional<URI> broker, boolean reconnects) {
    String session = RandomId.next();
    String clientId = main.options().clientId() + "-discover" + number;
    List<URI> order = new ArrayList<>(main.brokers().uris());
    broker.ifPresent(
        first -> {
          if (!order.contains(first)) { // a broker of the user has named it
            order.add(0, first);
          }
          Collections.rotate(order, -order.indexOf(first));
        });
    Backoff backoff = main.backoff();
    return main.with(
        main.options().withClientId(clientId, main.willOfOther(clientId, session)),
        order,
        reconnects ? backoff : new Backoff(backoff.first(), backoff.longest(), 0),
        session);
  }

  private void close(BrokerConnection connection) {
    synchronized (this) {
      open.remove(connection);
    }
    connection.beginClosing();
    connection.close();
  }

  /** Closes all of them. */
  void close() {
    List<Runnable> steps;
    synchronized (this) {
      closed = true;
      steps = open.stream().<Runnable>map(connection -> () -> close(connection)).toList();
    }
    Steps.runAll(steps);
  }
}
