package io.mqttremoting;

import io.mqttremoting.api.NotConnectedException;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The entry point: creates clients and services of annotated interfaces.
 *
 * <pre>{@code
 * MqttRemoting.serve(new Hello());                       // one program
 * IHello hello = MqttRemoting.client(IHello.class);      // another
 * hello.say(new Message("hi"), When.NOW);
 * }</pre>
 *
 * <p>{@link #client} and {@link #serve} share one connection for the whole program. It is created
 * on first use and connects to the broker in the environment variable {@code MQTT_REMOTING_URI}, or
 * to {@code tcp://localhost:1883} if the variable is not set. For other settings, build a
 * connection with {@link #connection(String, String...)}; {@link #setDefaultConnection} makes it
 * the default.
 *
 * <p>All methods are thread-safe. They wait for answers of the broker, at each step for at most the
 * connection's connect timeout.
 */
public final class MqttRemoting {
  /** The environment variable that names the broker of the default connection. */
  public static final String URI_VARIABLE = "MQTT_REMOTING_URI";

  private static final String DEFAULT_URI = "tcp://localhost:1883";

  private static @Nullable RemotingConnection defaultConnection;

  private MqttRemoting() {}

  /**
   * A client of {@code type} on the default connection; see {@link RemotingConnection#client}.
   *
   * @throws NotConnectedException if the broker cannot be reached
   */
  public static <T> T client(Class<T> type) {
    return defaultConnection().client(type);
  }

  /**
   * Serves {@code implementation} on the default connection; see {@link
   * RemotingConnection#serve(Object)}.
   *
   * @throws NotConnectedException if the broker cannot be reached
   */
  public static ServiceHandle serve(Object implementation) {
    return defaultConnection().serve(implementation);
  }

  /**
   * Returns the default connection; creates it if there is none or it was closed. It is closed when
   * the program ends.
   *
   * @throws NotConnectedException if the broker cannot be reached
   */
  public static synchronized RemotingConnection defaultConnection() {
    RemotingConnection open = openDefault();
    if (open == null) {
      open = connect(defaultUri());
      setDefaultConnection(open);
    }
    return open;
  }

  /** The default connection; {@code null} if there is none, or it is closed. */
  private static @Nullable RemotingConnection openDefault() {
    RemotingConnection known = defaultConnection;
    return known == null || known.isClosed() ? null : known;
  }

  /**
   * Makes {@code connection} the default that {@link #client} and {@link #serve} use from now on,
   * for example for a broker that requires credentials.
   *
   * <pre>{@code
   * MqttRemoting.setDefaultConnection(
   *     MqttRemoting.connection("ssl://broker").credentials("robot", password).connect());
   * }</pre>
   *
   * @throws IllegalStateException if there is already a default connection that is not closed
   */
  public static synchronized void setDefaultConnection(RemotingConnection connection) {
    Objects.requireNonNull(connection, "connection");
    RemotingConnection open = openDefault();
    if (open != null) {
      throw new IllegalStateException(
          "there is a default connection already, "
              + open.clientId()
              + "; call setDefaultConnection before client and serve, or close that connection");
    }
    if (defaultConnection == null) {
      Runtime.getRuntime()
          .addShutdownHook(new Thread(MqttRemoting::closeDefault, "remoting-shutdown"));
    }
    defaultConnection = connection;
  }

  private static void closeDefault() {
    RemotingConnection last;
    synchronized (MqttRemoting.class) {
      last = defaultConnection;
    }
    if (last != null) {
      last.close();
    }
  }

  /** The broker URI of the default connection. */
  public static String defaultUri() {
    String uri = System.getenv(URI_VARIABLE);
    return uri == null || uri.isBlank() ? DEFAULT_URI : uri;
  }

  /**
   * Connects to the broker at {@code uri}: {@code tcp://host:port}, or {@code ssl}, {@code ws} or
   * {@code wss} in place of {@code tcp}. {@code mqtt} is the same as {@code tcp} and {@code mqtts}
   * the same as {@code ssl}; log lines and messages show {@code tcp} and {@code ssl}.
   *
   * @param others further brokers, tried in turn if one cannot be reached
   * @throws IllegalArgumentException if a URI has another form
   * @throws NotConnectedException if no broker can be reached
   */
  public static RemotingConnection connect(String uri, String... others) {
    return connection(uri, others).connect();
  }

  /**
   * Returns a builder for a connection to the broker at {@code uri}.
   *
   * @param others further brokers, tried in turn if one cannot be reached
   * @throws IllegalArgumentException if a URI has another form than {@link #connect} describes
   */
  public static ConnectionBuilder connection(String uri, String... others) {
    return new ConnectionBuilder(
        Stream.concat(Stream.of(Objects.requireNonNull(uri, "uri")), Stream.of(others)).toList());
  }
}
