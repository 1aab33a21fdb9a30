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

/**
 * An MQTT 3.1.1 broker (Moquette) in this JVM, for tests and examples: it listens on 127.0.0.1
 * only, keeps everything in memory, writes no files and calls nobody. Anybody may connect, with any
 * client id, or an empty one, and any credentials.
 *
 * <pre>{@code
 * try (EmbeddedBroker broker = EmbeddedBroker.start()) {
 *   connect(broker.uri());
 * }
 * }</pre>
 *
 * <p>It has no shared subscriptions: {@code $share/…} is an ordinary topic filter to it. It sends a
 * client at most 10 messages of QoS 1 or 2 that aren't acknowledged, and drops messages of QoS 0,
 * and acknowledgements, for a client that doesn't read as fast as others publish.
 *
 * <p>Its threads aren't daemons: a JVM whose broker isn't closed doesn't end by itself.
 *
 * <p>Thread-safe. Logs through SLF4J, below {@code io.moquette}: at INFO it is chatty.
 */
public final class EmbeddedBroker implements AutoCloseable {

  /** The largest packet that it accepts, in bytes: 32 MiB, headers and topic included. */
  public static final int MAX_PACKET_BYTES = 32 * 1024 * 1024;

  private static final String HOST = "127.0.0.1";
  private static final byte[] HOST_BYTES = {127, 0, 0, 1};
  private static final int FREE_PORT_ATTEMPTS = 10;

  private final int port;
  private final URI uri;
  private final Object lock = new Object();
  private Running running; // guarded by lock; null while stopped

  private record Running(Server server, Connections connections) {}

  private EmbeddedBroker(int port) {
    this.port = port;
    this.uri = URI.create("tcp://" + HOST + ":" + port);
    this.running = listen(port);
  }

  /**
   * Starts a broker on a free port.
   *
   * @return the running broker: clients can connect at once
   * @throws UncheckedIOException if it cannot listen
   */
  public static EmbeddedBroker start() {
    return start(0);
  }

  /**
   * Starts a broker.
   *
   * @param port the TCP port to listen on, 1 to 65535, or 0 for a free one
   * @return the running broker: clients can connect at once
   * @throws UncheckedIOException if it cannot listen, such as when the port is in use; its cause
   *     then is a {@link BindException}
   */
  public static EmbeddedBroker start(int port) {
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("The port must be 0 to 65535, not " + port);
    }
    if (port != 0) {
      return new EmbeddedBroker(port);
    }
    // We choose the port: Moquette can do so too, but tells which one it got only from another
    // thread, through an unguarded HashMap that asking for it modifies.
    for (int attempt = 1; ; attempt++) {
      try {
        return new EmbeddedBroker(freePort());
      } catch (UncheckedIOException e) {
        // Somebody else may have been quicker in taking the free port.
        if (attempt == FREE_PORT_ATTEMPTS || !(e.getCause() instanceof BindException)) {
          throw e;
        }
      }
    }
  }

  /** {@return the address for clients, {@code tcp://127.0.0.1:port}; it stays the same} */
  public URI uri() {
    return uri;
  }

  /** {@return the TCP port on 127.0.0.1; it stays the same} */
  public int port() {
    return port;
  }

  /**
   * Drops the connection of a client without a word, as a network fault would: the client sees a
   * lost connection and may connect again, and the broker publishes its will.
   *
   * @param clientId the client id that the client connected with, not empty
   * @return whether such a client was connected
   */
  public boolean disconnect(String clientId) {
    requireNonNull(clientId, "clientId");
    synchronized (lock) {
      return running != null && running.connections().close(clientId);
    }
  }

  /**
   * {@return the topic filters that a client has subscribed to on its present connection, sorted;
   * none if it is not connected} When a client has the broker's answer to a subscription, or to the
   * end of one, that is to be seen here.
   *
   * @param clientId the client id that the client connected with, not empty
   */
  public Set<String> subscriptions(String clientId) {
    requireNonNull(clientId, "clientId");
    synchronized (lock) {
      return running == null ? Set.of() : running.connections().subscriptions(clientId);
    }
  }

  /**
   * Stops the broker until {@link #restart()}, for tests of an outage: clients see a lost
   * connection, and new connections are refused. Does nothing if the broker is stopped already.
   *
   * <p>Waits until the port is free and the broker's threads have ended; Netty's {@code
   * globalEventExecutor}, which all Netty users of a JVM share, follows by itself a second later.
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
   * Starts the broker again on the same port, after stopping it if it runs. All connections are
   * lost and, as it has no memory but the heap, so are retained messages, subscriptions and
   * persistent sessions.
   *
   * @throws UncheckedIOException if it cannot listen, because the port has been taken in between;
   *     the broker is stopped then
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
    // Moquette asks for the port right before it binds it: the last moment before clients come.
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
    // An interrupt would end Moquette's waiting for the port, and be forgotten.
    boolean interrupted = Thread.interrupted();
    try {
      server.startServer(settings);
      return new Running(server, connections);
    } catch (IOException | RuntimeException e) {
      try {
        stop(server); // its threads run already
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
    // The same goes for waiting for its threads.
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
