package io.mqttremoting;

import com.fasterxml.jackson.databind.Module;
import io.mqttremoting.api.Delivery;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.api.NotConnectedException;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.internal.connection.Backoff;
import io.mqttremoting.internal.connection.TransportFactories;
import io.mqttremoting.internal.json.JsonAdditions;
import io.mqttremoting.internal.model.TopicLevel;
import io.mqttremoting.internal.transport.Login;
import io.mqttremoting.internal.transport.Security;
import io.mqttremoting.internal.transport.TransportFactory;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/** Configures a connection. Not thread-safe. */
public final class ConnectionBuilder {
  private static final Duration MIN_DURATION = Duration.ofMillis(1);
  private static final Duration MAX_DURATION = Duration.ofDays(365);
  private static final int MAX_MQTT_PAYLOAD = 256 * 1024 * 1024; // MQTT 3.1.1, section 2.2.3
  private static final int MAX_KEEP_ALIVE_SECONDS = 65_535; // MQTT 3.1.1, section 3.1.2.10
  private static final SecureRandom RANDOM = new SecureRandom();

  final List<URI> brokers;
  String clientId = String.format("remoting%012x", RANDOM.nextLong() >>> 16);
  boolean hasRandomClientId = true;
  Duration connectTimeout = Duration.ofSeconds(10);
  Duration callTimeout = Duration.ofSeconds(30);
  int maxPayloadBytes = 4 * 1024 * 1024;
  int queueCapacity = 10_000;
  Duration keepAlive = Duration.ofSeconds(20);
  Duration drainTimeout = Duration.ofSeconds(5);
  Backoff backoff = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(10), Integer.MAX_VALUE);
  Duration warnAfter = Duration.ofSeconds(30);
  Delivery delivery = Delivery.AUTO;
  JsonAdditions jsonAdditions = JsonAdditions.NONE;
  List<TransportFactory> factories = TransportFactories.all();
  private Supplier<Optional<Login>> login = Optional::empty;
  private TlsOptions tls = TlsOptions.defaults();

  ConnectionBuilder(List<String> uris) {
    brokers = uris.stream().map(BrokerUris::parse).distinct().toList();
  }

  /**
   * The MQTT client identifier, part of this connection's reply topics: one level of a topic, of at
   * most 200 bytes in UTF-8. No other connection to the broker may have the same. Default: random.
   *
   * @throws IllegalArgumentException if it cannot be a level of a topic
   */
  public ConnectionBuilder clientId(String clientId) {
    if (!TopicLevel.isValid(clientId)) {
      throw new IllegalArgumentException(
          "the client identifier '" + clientId + "'" + TopicLevel.RULE + "; choose another");
    }
    this.clientId = clientId;
    hasRandomClientId = false;
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

  /**
   * How often to make sure that the broker is still there while nothing else is sent. A connection
   * that is dead without a word is noticed here after twice that at the latest, by the broker after
   * one and a half times that. Rounded to seconds. Default: 20 s.
   */
  public ConnectionBuilder keepAlive(Duration interval) {
    if (interval.toSeconds() < 1 || interval.toSeconds() > MAX_KEEP_ALIVE_SECONDS) {
      throw new IllegalArgumentException(
          "keepAlive is between a second and " + MAX_KEEP_ALIVE_SECONDS + ", not " + interval);
    }
    keepAlive = interval;
    return this;
  }

  /**
   * How long to wait before connecting again. Before the first attempt, that is a random time of up
   * to {@code first}. Before each further one it is a random time again, at most as long as the
   * connection has been lost by then, and never longer than {@code longest}. Connections that are
   * lost again and again within half a second double the first delay each time; after a few seconds
   * of connection it is {@code first} again. Default: 200 ms and 10 s.
   */
  public ConnectionBuilder reconnectDelays(Duration first, Duration longest) {
    checked("the first delay", first);
    checked("the longest delay", longest);
    if (first.compareTo(longest) > 0) {
      throw new IllegalArgumentException(
          "the first delay, " + first + ", exceeds the longest, " + longest);
    }
    backoff = new Backoff(first, longest, backoff.maxAttempts());
    return this;
  }

  /**
   * After how many failed attempts to give up connecting again; each tries all brokers. 0: a lost
   * connection is not made again by itself. Default: never gives up.
   */
  public ConnectionBuilder reconnectAttempts(int attempts) {
    if (attempts < 0) {
      throw new IllegalArgumentException("reconnectAttempts is at least 0, not " + attempts);
    }
    backoff = new Backoff(backoff.first(), backoff.longest(), attempts);
    return this;
  }

  /**
   * At which quality of service everything travels, unless an operation asks for more, or the
   * options of a service do for its replies. Default: {@link Delivery#AUTO}.
   */
  public ConnectionBuilder delivery(Delivery delivery) {
    this.delivery = Objects.requireNonNull(delivery, "delivery");
    return this;
  }

  /**
   * How long {@link RemotingConnection#close()} and {@link ServiceHandle#close()} wait at most for
   * requests that are being executed. Default: 5 s.
   */
  public ConnectionBuilder drainTimeout(Duration timeout) {
    if (timeout.isNegative() || timeout.compareTo(MAX_DURATION) > 0) {
      throw new IllegalArgumentException(
          "drainTimeout is between nothing and a year, not " + timeout);
    }
    drainTimeout = timeout;
    return this;
  }

  /**
   * After how long a handler or an implementation's method that has not returned is named in the
   * log, with what it is doing. Default: 30 s.
   */
  public ConnectionBuilder warnAfter(Duration time) {
    warnAfter = checked("warnAfter", time);
    return this;
  }

  private static Duration checked(String name, Duration duration) {
    if (duration.compareTo(MIN_DURATION) < 0 || duration.compareTo(MAX_DURATION) > 0) {
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
   * Teaches Jackson types of yours: a module with their serializers and deserializers, or one of
   * Jackson's for a library or language ({@code new KotlinModule.Builder().build()}). Modules are
   * asked in the order in which they are given, the last first. Connections that are given the same
   * module share what Jackson makes of it, so do not change it afterwards.
   *
   * <p>The wire's own rules stay in force, whatever a module does: enums and numbers are read and
   * written as the wire protocol says, and its serializers for them are not asked; numbers are
   * finite; no class is looked up by a name from the wire, so default typing and
   * {@code @JsonTypeInfo} by class are refused; the limits of depth and length hold, also for raw
   * values, which have to be JSON. A serializer that breaks one of them fails, as a value does that
   * cannot travel.
   *
   * @see #jacksonMixIn
   */
  public ConnectionBuilder jacksonModule(Module module) {
    jsonAdditions = jsonAdditions.with(Objects.requireNonNull(module, "module"));
    return this;
  }

  /**
   * Has Jackson take the annotations of {@code mixIn}, and of its methods and fields, for those of
   * {@code target}, a class that you cannot annotate yourself. The wire's rules hold as for {@link
   * #jacksonModule}.
   */
  public ConnectionBuilder jacksonMixIn(Class<?> target, Class<?> mixIn) {
    jsonAdditions =
        jsonAdditions.with(
            Objects.requireNonNull(target, "target"), Objects.requireNonNull(mixIn, "mixIn"));
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

  /** The connection, which begins to connect in the background, and goes on trying. */
  public RemotingConnection start() {
    return build().start();
  }

  /**
   * As whom to connect. The password crosses the network as it is unless the URI says {@code ssl},
   * {@code mqtts} or {@code wss}. Default: as nobody in particular.
   *
   * @param password {@code null} if the user has none
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
   * Whom to trust, and who to be, with a URI {@code ssl://…}, {@code mqtts://…} or {@code wss://…}.
   * Default: {@link TlsOptions#defaults()}.
   *
   * @throws IllegalArgumentException if a broker's URI is one without TLS
   */
  public ConnectionBuilder tls(TlsOptions options) {
    for (URI broker : brokers) {
      if (!broker.getScheme().equals("ssl") && !broker.getScheme().equals("wss")) {
        throw new IllegalArgumentException(
            broker
                + " is a connection without TLS, for which there are no TLS options; give ssl,"
                + " mqtts or wss");
      }
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
   * The connection, connected. Fails at once if that is not possible; {@link #start()} goes on
   * trying.
   *
   * @throws NotConnectedException if none of the brokers can be reached in time
   * @throws RemotingException with the code {@code PERMISSION_DENIED} if one refuses the
   *     credentials
   */
  public RemotingConnection connect() {
    RemotingConnection connection = build();
    try {
      return connection.connect();
    } catch (RuntimeException | Error e) {
      try {
        connection.close();
      } catch (RuntimeException | Error ofClosing) {
        e.addSuppressed(ofClosing);
      }
      throw e;
    }
  }
}
