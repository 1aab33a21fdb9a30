package io.mqttremoting.testbroker;

import static java.util.Objects.requireNonNull;

import io.moquette.BrokerConstants;
import io.moquette.broker.Server;
import io.moquette.broker.config.IConfig;
import io.moquette.broker.config.MemoryConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An MQTT 3.1.1 broker (Moquette) in this JVM, for tests and examples. It listens only on
 * 127.0.0.1, keeps everything in memory, writes no files and opens no connections. Anyone can
 * connect, with any client ID, also an empty one, and any credentials.
 *
 * <pre>{@code
 * try (EmbeddedBroker broker = EmbeddedBroker.start()) {
 *   connect(broker.uri());
 * }
 * }</pre>
 *
 * <p>It does not support shared subscriptions: it treats {@code $share/…} as an ordinary topic
 * filter. It sends a client at most 10 unacknowledged messages of QoS 1 or 2. It drops QoS 0
 * messages and acknowledgements for a client that reads more slowly than others publish.
 *
 * <p>Its threads are not daemons: a JVM does not end by itself until the broker is closed.
 *
 * <p>Thread-safe. Logs through SLF4J, below {@code io.moquette}, with many lines at INFO.
 */
public final class EmbeddedBroker implements AutoCloseable {

  /** The maximum packet size in bytes: 32 MiB, including headers and topic. */
  public static final int MAX_PACKET_BYTES = 32 * 1024 * 1024;

  private static final String HOST = "127.0.0.1";
  private static final byte[] HOST_BYTES = {127, 0, 0, 1};
  private static final int FREE_PORT_ATTEMPTS = 10;

  private final int port;
  private final URI uri;
  private final Object lock = new Object();
  private @Nullable Running running; // guarded by lock; null while stopped

  private record Running(Server server, Connections connections) {}

  private EmbeddedBroker(int port) {
    this.port = port;
    this.uri = URI.create("tcp://" + HOST + ":" + port);
    this.running = listen(port);
  }

  /**
   * Starts a broker on a free port.
   *
   * @return the running broker; clients can connect immediately
   * @throws UncheckedIOException if it cannot listen
   */
  public static EmbeddedBroker start() {
    return start(0);
  }

  /**
   * Starts a broker.
   *
   * @param port the TCP port to listen on, 1 to 65535, or 0 for a free port
   * @return the running broker; clients can connect immediately
   * @throws UncheckedIOException if it cannot listen; if the port is in use, the cause is a {@link
   *     BindException}
   */
  public static EmbeddedBroker start(int port) {
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("The port must be 0 to 65535, not " + port);
    }
    if (port != 0) {
      return new EmbeddedBroker(port);
    }
    // We choose the port. Moquette could do so, but it stores the port in an unguarded HashMap in
    // another thread, and reading the port modifies this map.
    for (int attempt = 1; ; attempt++) {
      try {
        return new EmbeddedBroker(freePort());
      } catch (UncheckedIOException e) {
        // Another process may have taken the free port.
        if (attempt == FREE_PORT_ATTEMPTS || !(e.getCause() instanceof BindException)) {
          throw e;
        }
      }
    }
  }

  /** {@return the address for clients, {@code tcp://127.0.0.1:port}; it never changes} */
  public URI uri() {
    return uri;
  }

  /** {@return the TCP port on 127.0.0.1; it never changes} */
  public int port() {
    return port;
  }

  /**
   * Closes the connection of a client without a DISCONNECT, like a network failure: the client sees
   * a lost connection and may reconnect, and the broker publishes the client's will.
   *
   * @param clientId the ID that the client connected with, not empty
   * @return whether the client was connected
   */
  public boolean disconnect(String clientId) {
    requireNonNull(clientId, "clientId");
    synchronized (lock) {
      return running != null && running.connections().close(clientId);
    }
  }

  /**
   * {@return the topic filters that a client is subscribed to on its current connection, sorted;
   * empty if it is not connected} A subscription is added, or removed, before the client receives
   * the broker's answer to its request.
   *
   * @param clientId the ID that the client connected with, not empty
   */
  public Set<String> subscriptions(String clientId) {
    requireNonNull(clientId, "clientId");
    synchronized (lock) {
      return running == null ? Set.of() : running.connections().subscriptions(clientId);
    }
  }

  /**
   * Stops the broker until {@link #restart()}, for tests of an outage: clients see a lost
   * connection, and new connections are refused. Has no effect if the broker is already stopped.
   *
   * <p>Waits until the port is free and the broker's threads have ended. Netty's {@code
   * globalEventExecutor}, which is shared by the whole JVM, ends by itself a second later.
   */
  public void stop() {
    synchronized (lock) {
      Running stopping = running;
      running = null;
      if (stopping != null) {
        stop(stopping.server());
      }
    }
  }

  /**
   * Stops the broker if it runs, and starts it again on the same port. All connections are lost,
   * and so are retained messages, subscriptions and persistent sessions, because they are only in
   * memory.
   *
   * @throws UncheckedIOException if it cannot listen because the port was taken meanwhile; the
   *     broker is then stopped
   */
  public void restart() {
    synchronized (lock) {
      stop();
      running = listen(port);
    }
  }

  /** Does the same as {@link #stop()}. */
  @Override
  public void close() {
    stop();
  }

  @Override
  public String toString() {
    return "EmbeddedBroker[" + uri + "]";
  }

  private static Running listen(int port) {
    Server server = new Server();
    Connections connections = new Connections();
    // Moquette reads this property right before it binds the port, so before clients can connect.
    IConfig settings =
        new MemoryConfig(settings(port)) {
          @Override
          public String getProperty(String name, String defaultValue) {
            if (name.equals(PORT_PROPERTY_NAME)) {
              MoquetteInternals.addHandler(server, connections);
            }
            return super.getProperty(name, defaultValue);
          }
        };
    // An interrupt would end Moquette's wait for the port, and the interrupt flag would be lost.
    boolean interrupted = Thread.interrupted();
    try {
      server.startServer(settings);
      return new Running(server, connections);
    } catch (IOException | RuntimeException e) {
      try {
        stop(server); // its threads are already running
      } catch (RuntimeException onStop) {
        e.addSuppressed(onStop);
      }
      String message = "Cannot start an MQTT broker on " + HOST + ":" + port + ": ";
      if (e instanceof IOException io) {
        throw new UncheckedIOException(message + io.getMessage(), io);
      }
      if (e.getCause() instanceof IOException io) { // Moquette wraps a BindException
        throw new UncheckedIOException(message + io.getMessage(), io);
      }
      throw new IllegalStateException(message + e.getMessage(), e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static Properties settings(int port) {
    Properties settings = new Properties();
    settings.setProperty(IConfig.HOST_PROPERTY_NAME, HOST);
    settings.setProperty(IConfig.PORT_PROPERTY_NAME, Integer.toString(port));
    settings.setProperty(IConfig.PERSISTENCE_ENABLED_PROPERTY_NAME, "false");
    settings.setProperty(IConfig.ENABLE_TELEMETRY_NAME, "false");
    settings.setProperty(IConfig.NETTY_MAX_BYTES_PROPERTY_NAME, Integer.toString(MAX_PACKET_BYTES));
    settings.setProperty(IConfig.SESSION_QUEUE_SIZE, "100000");
    settings.setProperty(BrokerConstants.ALLOW_ZERO_BYTE_CLIENT_ID_PROPERTY_NAME, "true");
    return settings;
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByAddress(HOST_BYTES))) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot find a free port on " + HOST, e);
    }
  }

  private static void stop(Server server) {
    // An interrupt would also end the wait for its threads.
    boolean interrupted = Thread.interrupted();
    try {
      try {
        MoquetteInternals.stopEventLoops(server);
      } finally {
        server.stopServer();
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
