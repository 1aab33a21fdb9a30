package io.mqttremoting;

import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.api.NotConnectedException;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.transport.Login;
import io.mqttremoting.transport.Security;
import io.mqttremoting.transport.TransportFactories;
import io.mqttremoting.transport.TransportFactory;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/** Configures a connection. Not thread-safe. */
public final class ConnectionBuilder {
  private static final Duration MAX_DURATION = Duration.ofDays(365);
  private static final int MAX_MQTT_PAYLOAD = 256 * 1024 * 1024; // MQTT 3.1.1, section 2.2.3
  private static final SecureRandom RANDOM = new SecureRandom();

  final URI uri;
  String clientId = String.format("remoting%012x", RANDOM.nextLong() >>> 16);
  Duration connectTimeout = Duration.ofSeconds(10);
  Duration callTimeout = Duration.ofSeconds(30);
  int maxPayloadBytes = 4 * 1024 * 1024;
  int queueCapacity = 10_000;
  List<TransportFactory> factories = TransportFactories.all();
  private Supplier<Optional<Login>> login = Optional::empty;
  private TlsOptions tls = TlsOptions.defaults();

  ConnectionBuilder(String uri) {
    this.uri = BrokerUris.parse(uri);
  }

  /**
   * The MQTT client identifier, part of this connection's reply topics: one level of a topic. No
   * other connection to the broker may have the same. Default: random.
   */
  public ConnectionBuilder clientId(String clientId) {
    if (clientId.isEmpty() || clientId.chars().anyMatch(c -> c < ' ' || "/+#".indexOf(c) >= 0)) {
      throw new IllegalArgumentException(
          "client identifier '" + clientId + "' is empty or has one of '/', '+' and '#'");
    }
    this.clientId = clientId;
    return this;
  }

  /**
   * The only version of MQTT to speak; connecting fails with a broker that does not. Default: the
   * newest that can be spoken here and that the broker knows. MQTT 5 needs the module
   * mqtt-remoting-mqtt5.
   *
   * @throws IllegalArgumentException if this version cannot be spoken here
   */
  public ConnectionBuilder mqttVersion(MqttVersion version) {
    factories = TransportFactories.of(version);
    return this;
  }

  /** How long to wait for the broker, at each step of connecting and subscribing. Default: 10 s. */
  public ConnectionBuilder connectTimeout(Duration timeout) {
    connectTimeout = checked("connectTimeout", timeout);
    return this;
  }

  /** How long a call may take unless its operation says otherwise. Default: 30 s. */
  public ConnectionBuilder callTimeout(Duration timeout) {
    callTimeout = checked("callTimeout", timeout);
    return this;
  }

  private static Duration checked(String name, Duration duration) {
    if (duration.toMillis() < 1 || duration.compareTo(MAX_DURATION) > 0) {
      throw new IllegalArgumentException(
          name + " is between a millisecond and a year, not " + duration);
    }
    return duration;
  }

  /**
   * The largest payload that is sent or taken, in bytes. Larger ones that come are refused and
   * logged. The broker may have a smaller limit. Default: 4 MiB.
   */
  public ConnectionBuilder maxPayloadBytes(int bytes) {
    if (bytes < 1024 || bytes > MAX_MQTT_PAYLOAD) {
      throw new IllegalArgumentException(
          "maxPayloadBytes is between 1024 and " + MAX_MQTT_PAYLOAD + ", not " + bytes);
    }
    maxPayloadBytes = bytes;
    return this;
  }

  /**
   * How many messages may wait for one client's handlers, and how many requests may wait or be
   * unanswered at one service; their payloads together may be eight times the largest. Beyond that,
   * requests are answered {@code RESOURCE_EXHAUSTED}, signals are lost, and of a property's values
   * the latest is kept; all of that is logged. Default: 10,000.
   */
  public ConnectionBuilder queueCapacity(int messages) {
    if (messages < 1) {
      throw new IllegalArgumentException("queueCapacity is at least 1, not " + messages);
    }
    queueCapacity = messages;
    return this;
  }

  /**
   * As whom to connect. The password crosses the network as it is unless the URI says {@code ssl}
   * or {@code wss}. Default: as nobody in particular.
   *
   * @throws IllegalArgumentException if the user name is empty, or MQTT cannot transport them
   */
  public ConnectionBuilder credentials(String user, String password) {
    Credentials credentials = Credentials.of(user, password);
    return credentials(() -> credentials);
  }

  /**
   * As whom to connect, asked for at each attempt, so that tokens may expire. Called by the thread
   * that connects, which waits for it. A {@code RuntimeException}, or {@code null}, makes that
   * attempt fail; as the message of that exception is logged, it must not hold a secret.
   */
  public ConnectionBuilder credentials(Supplier<Credentials> supplier) {
    Objects.requireNonNull(supplier, "supplier");
    login =
        () ->
            Optional.of(
                Objects.requireNonNull(supplier.get(), "the supplier returned null").login());
    return this;
  }

  /**
   * Whom to trust, and who to be, with a URI {@code ssl://…} or {@code wss://…}. Default: {@link
   * TlsOptions#defaults()}.
   *
   * @throws IllegalArgumentException if the URI is one without TLS
   */
  public ConnectionBuilder tls(TlsOptions options) {
    if (!uri.getScheme().equals("ssl") && !uri.getScheme().equals("wss")) {
      throw new IllegalArgumentException(
          uri
              + " is a connection without TLS, for which there are no TLS options; give ssl or wss");
    }
    tls = Objects.requireNonNull(options, "options");
    return this;
  }

  Security security() {
    return new Security(login, tls::sslContext, tls.verifiesHostName());
  }

  /** The connection, not connected yet. */
  public RemotingConnection build() {
    return new RemotingConnection(this);
  }

  /**
   * The connection, connected.
   *
   * @throws NotConnectedException if the broker cannot be reached in time
   * @throws RemotingException with the code {@code PERMISSION_DENIED} if it refuses the credentials
   */
  public RemotingConnection connect() {
    RemotingConnection connection = build();
    boolean connected = false;
    try {
      connection.connect();
      connected = true;
      return connection;
    } finally {
      if (!connected) {
        connection.close();
      }
    }
  }
}
