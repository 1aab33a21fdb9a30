package io.mqttremoting;

import io.mqttremoting.api.NotConnectedException;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The short way in: makes clients and services of annotated interfaces.
 *
 * <pre>{@code
 * MqttRemoting.serve(new Hello());                       // one program
 * IHello hello = MqttRemoting.client(IHello.class);      // another
 * hello.say(new Message("hi"), When.NOW);
 * }</pre>
 *
 * <p>{@link #client} and {@link #serve} use one connection for the whole program, made when first
 * needed, to the broker that the environment variable {@code MQTT_REMOTING_URI} names, else to
 * {@code tcp://localhost:1883}. Programs that want more than that build a connection with {@link
 * #connection(String, String...)}, and may {@link #setDefaultConnection make it the default}.
 *
 * <p>All methods are thread-safe. They wait for the broker's answers, at most for the connection's
 * connect timeout at each step.
 */
public final class MqttRemoting {
  /** The environment variable that names the broker of the default connection. */
  public static final String URI_VARIABLE = "MQTT_REMOTING_URI";

  private static final String DEFAULT_URI = "tcp://localhost:1883";

  private static RemotingConnection defaultConnection;

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
   * The default connection, made now if there is none or it was closed. It is closed when the
   * program ends.
   *
   * @throws NotConnectedException if the broker cannot be reached
   */
  public static synchronized RemotingConnection defaultConnection() {
    if (!hasDefaultConnection()) {
      setDefaultConnection(connect(defaultUri()));
    }
    return defaultConnection;
  }

  private static boolean hasDefaultConnection() {
    return defaultConnection != null && !defaultConnection.isClosed();
  }

  /**
   * Makes {@code connection} the default one, which {@link #client} and {@link #serve} use from now
   * on: for a broker that wants credentials, say.
   *
   * <pre>{@code
   * MqttRemoting.setDefaultConnection(
   *     MqttRemoting.connection("ssl://broker").credentials("robot", password).connect());
   * }</pre>
   *
   * @throws IllegalStateException if there is one already that is not closed
   */
  public static synchronized void setDefaultConnection(RemotingConnection connection) {
    Objects.requireNonNull(connection, "connection");
    if (hasDefaultConnection()) {
      throw new IllegalStateException(
          "there is a default connection already, "
              + defaultConnection.clientId()
              + "; set another before client or serve is called, or close that");
    }
    if (defaultConnection == null) {
      Runtime.getRuntime().addShutdownHook(new Thread(MqttRemoting::leave, "remoting-leaving"));
    }
    defaultConnection = connection;
  }

  private static void leave() {
    RemotingConnection last;
    synchronized (MqttRemoting.class) {
      last = defaultConnection;
    }
    last.close();
  }

  /** The URI of the default connection's broker. */
  public static String defaultUri() {
    String uri = System.getenv(URI_VARIABLE);
    return uri == null || uri.isBlank() ? DEFAULT_URI : uri;
  }

  /**
   * Connects to the broker at {@code uri}: {@code tcp://host:port}, or {@code ssl}, {@code ws} or
   * {@code wss} in place of {@code tcp}. {@code mqtt} is the same as {@code tcp}, and {@code mqtts}
   * as {@code ssl}, which logs and messages say.
   *
   * @param others further brokers, tried in turn when one cannot be reached
   * @throws IllegalArgumentException if this is not such a URI
   * @throws NotConnectedException if no broker can be reached
   */
  public static RemotingConnection connect(String uri, String... others) {
    return connection(uri, others).connect();
  }

  /**
   * A connection to the broker at {@code uri} that is yet to be configured and made.
   *
   * @param others further brokers, tried in turn when one cannot be reached
   * @throws IllegalArgumentException if this is not a URI as {@link #connect} takes it
   */
  public static ConnectionBuilder connection(String uri, String... others) {
    return new ConnectionBuilder(
        Stream.concat(Stream.of(Objects.requireNonNull(uri, "uri")), Stream.of(others)).toList());
  }
}
