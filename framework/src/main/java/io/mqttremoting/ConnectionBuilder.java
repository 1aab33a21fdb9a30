package io.mqttremoting;

import com.fasterxml.jackson.databind.Module;
import io.mqttremoting.api.ClientInterceptor;
import io.mqttremoting.api.ContractCheck;
import io.mqttremoting.api.Delivery;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.api.NotConnectedException;
import io.mqttremoting.api.OperationContext;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.api.ServiceInterceptor;
import io.mqttremoting.internal.connection.Backoff;
import io.mqttremoting.internal.connection.TransportFactories;
import io.mqttremoting.internal.interceptor.LogContext;
import io.mqttremoting.internal.json.JsonAdditions;
import io.mqttremoting.internal.model.Address;
import io.mqttremoting.internal.model.TopicLevel;
import io.mqttremoting.internal.transport.Login;
import io.mqttremoting.internal.transport.Security;
import io.mqttremoting.internal.transport.TransportFactory;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Configures a connection. Not thread-safe. */
public final class ConnectionBuilder {
  private static final Duration MIN_DURATION = Duration.ofMillis(1);
  private static final Duration MAX_DURATION = Duration.ofDays(365);
  private static final int MAX_MQTT_PAYLOAD = 256 * 1024 * 1024; // MQTT 3.1.1, section 2.2.3
  private static final int MAX_KEEP_ALIVE_SECONDS = 65_535; // MQTT 3.1.1, section 3.1.2.10
  private static final SecureRandom RANDOM = new SecureRandom();

  final List<URI> brokers;
  boolean spreadsBrokers;
  boolean followsReference;
  @Nullable Duration returnToFirst;
  String clientId = String.format("remoting%012x", RANDOM.nextLong() >>> 16);
  boolean hasRandomClientId = true;
  String namespace = "";
  Duration connectTimeout = Duration.ofSeconds(10);
  Duration callTimeout = Duration.ofSeconds(30);
  int maxPayloadBytes = 4 * 1024 * 1024;
  int queueCapacity = 10_000;
  Duration keepAlive = Duration.ofSeconds(20);
  Duration drainTimeout = Duration.ofSeconds(5);
  Backoff backoff = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(10), Integer.MAX_VALUE);
  Duration warnAfter = Duration.ofSeconds(30);
  Delivery delivery = Delivery.AUTO;
  boolean subscribesAtQos0;
  ContractCheck contractCheck = ContractCheck.WARN;
  JsonAdditions jsonAdditions = JsonAdditions.NONE;
  final List<ClientInterceptor> interceptors = new ArrayList<>();
  final List<ServiceInterceptor> serviceInterceptors = new ArrayList<>();
  List<TransportFactory> factories = TransportFactories.all();
  private Supplier<Optional<Login>> login = Optional::empty;
  private TlsOptions tls = TlsOptions.defaults();

  ConnectionBuilder(List<String> uris) {
    brokers = uris.stream().map(BrokerUris::parse).distinct().toList();
  }

  /** The URIs of the brokers, for code that configures connections, such as observation. */
  public List<URI> brokers() {
    return brokers;
  }

  /**
   * The MQTT client identifier. It is also part of this connection's reply topics, so it must be
   * one topic level of at most 200 bytes in UTF-8. It must be unique at the broker. Default:
   * random.
   *
   * @throws IllegalArgumentException if it is not a valid topic level
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
   * The namespace of all clients and services of this connection, for example of a site: one to
   * four topic levels before all topics, like {@code plant7/line2}. Clients and services in
   * different namespaces know nothing of each other. Default: none.
   *
   * @throws IllegalArgumentException if a level is not a valid topic level, starts with {@code @}
   *     or {@code _}, or is {@code rpc}, {@code prop}, {@code set} or {@code sig}
   */
  public ConnectionBuilder namespace(String namespace) {
    Address.checkNamespace(Objects.requireNonNull(namespace, "namespace"));
    this.namespace = namespace;
    return this;
  }

  /**
   * Allows only this version of MQTT; connecting fails if the broker does not support it. Default:
   * the newest version that both the broker and this program support. MQTT 5 needs the module
   * mqtt-remoting-mqtt5.
   *
   * @throws IllegalArgumentException if this program does not support the version
   */
  public ConnectionBuilder mqttVersion(MqttVersion version) {
    factories = TransportFactories.of(version);
    return this;
  }

  /**
   * Tries the brokers in a random order, so that the connections of many programs spread over them,
   * and, if one fails, over the others. Default: in the order of the URIs, and the addresses of a
   * host as the system returns them.
   *
   * <p>In both cases, each address of a host is a broker. Hosts are looked up for each attempt to
   * connect (Java keeps what it has found for up to 30 s, see its property {@code
   * networkaddress.cache.ttl}), and each attempt tries all brokers, beginning with the one that the
   * program was connected to last.
   *
   * @throws IllegalArgumentException together with {@link #returnToFirst}
   */
  public ConnectionBuilder spreadBrokers() {
    checkOneOrder(returnToFirst == null);
    spreadsBrokers = true;
    return this;
  }

  /**
   * Returns to the first of several URIs. While the program is connected to another broker, it
   * checks about every {@code interval} whether the first accepts a connection, and then moves
   * there. Default: it stays where it is connected, as long as that lasts.
   *
   * <p>A check is a connection with the same credentials and the client identifier of this
   * connection followed by {@code -check}. A move is reported as {@code CONNECTING} and {@code
   * CONNECTED}. Meanwhile, new calls wait, and open calls are sent again. A call that cannot be
   * sent again, to a group or to a service in another language, delays the move; if such calls are
   * open all the time, the program does not return.
   *
   * <p>The brokers must be nodes of one cluster: the last will is not published, so that clients
   * keep their calls to services that move.
   *
   * @throws IllegalArgumentException together with {@link #spreadBrokers}
   */
  public ConnectionBuilder returnToFirst(Duration interval) {
    checkOneOrder(!spreadsBrokers);
    returnToFirst = checked("the interval of returnToFirst", interval);
    return this;
  }

  private static void checkOneOrder(boolean isOne) {
    if (!isOne) {
      throw new IllegalArgumentException(
          "spreadBrokers makes all brokers equal, and returnToFirst prefers the first; use one of"
              + " them");
    }
  }

  /**
   * Goes to another broker if an MQTT 5 broker refuses or ends the connection and names that one
   * (Server Reference; reason codes 0x9C, use another server, and 0x9D, server moved). Default: it
   * is not used, and the error names it.
   *
   * <p>The other broker gets the user name and the password, so allow this only if you trust your
   * brokers to name others. It is used with the scheme of the URI of the broker that names it: with
   * TLS, its certificate must be valid for its own name. Without a port in the reference, the port
   * is the usual one of the scheme. An attempt to connect tries at most five brokers that others
   * have named. If the connection is lost, the next attempt begins with the URIs of this builder
   * again.
   */
  public ConnectionBuilder followServerReference() {
    followsReference = true;
    return this;
  }

  /**
   * The timeout for each step of connecting and subscribing: looking up a host, connecting to one
   * of its addresses, an answer of the broker. Default: 10 s.
   */
  public ConnectionBuilder connectTimeout(Duration timeout) {
    connectTimeout = checked("connectTimeout", timeout);
    return this;
  }

  /** The timeout of calls, unless the operation sets its own. Default: 30 s. */
  public ConnectionBuilder callTimeout(Duration timeout) {
    callTimeout = checked("callTimeout", timeout);
    return this;
  }

  /**
   * How often to ping the broker while nothing else is sent. This program detects a dead connection
   * after at most twice the interval, the broker after one and a half times the interval. Rounded
   * to seconds. Default: 20 s.
   */
  public ConnectionBuilder keepAlive(Duration interval) {
    if (interval.toSeconds() < 1 || interval.toSeconds() > MAX_KEEP_ALIVE_SECONDS) {
      throw new IllegalArgumentException(
          "keepAlive must be between 1 and "
              + MAX_KEEP_ALIVE_SECONDS
              + " seconds, not "
              + interval);
    }
    keepAlive = interval;
    return this;
  }

  /**
   * The delays before attempts to reconnect. The first attempt follows after a random time of up to
   * {@code first}. The delay before each further attempt is random, too: at most as long as the
   * connection has been lost by then, and at most {@code longest}. Each reconnect doubles the first
   * delay, and each half second of connection halves it again, down to {@code first}. Default: 200
   * ms and 10 s.
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
   * The number of failed attempts after which reconnecting stops; each attempt tries all brokers.
   * With 0, a lost connection is not re-established automatically, and {@link #start} tries once.
   * Default: unlimited.
   */
  public ConnectionBuilder reconnectAttempts(int attempts) {
    if (attempts < 0) {
      throw new IllegalArgumentException("reconnectAttempts must be at least 0, not " + attempts);
    }
    backoff = new Backoff(backoff.first(), backoff.longest(), attempts);
    return this;
  }

  /**
   * The quality of service of all messages, unless an operation, or for replies the options of a
   * service, ask for more. Default: {@link Delivery#AUTO}.
   */
  public ConnectionBuilder delivery(Delivery delivery) {
    this.delivery = Objects.requireNonNull(delivery, "delivery");
    return this;
  }

  /**
   * Subscribes to everything at QoS 0: the broker sends each message to this program once, and does
   * not wait for an acknowledgement. Default: QoS 1, or 2 where {@link Delivery#QOS_2} is asked
   * for.
   *
   * <p>Use it in a cluster of nats-server, whose subscriptions at QoS 1 may be refused or get
   * nothing when nodes restart.
   *
   * <p>A broker may drop such messages, for a program that is too slow, or between nodes that lose
   * each other. A lost call is sent again, unless it is one that is sent only once: one-way, to a
   * group, or to or from a program that does not repeat calls. A lost value or status is missing
   * until the next one, until the program connects again, or until a call fails: then the services
   * are asked, at most every ten seconds. A lost signal or setter is not sent again. {@link
   * #delivery} and the deliveries of operations then decide only about the way to the broker, and
   * replies to repeated calls may be at QoS 0 because the requests arrived at that.
   */
  public ConnectionBuilder subscribeAtQos0() {
    subscribesAtQos0 = true;
    return this;
  }

  /**
   * What to do if the {@linkplain Contract contract} of a service breaks that of a client. A
   * service publishes the fingerprint of its contract. If it is another than the client's, the
   * client asks for the contract once, in the background, and compares it. Default: {@link
   * ContractCheck#WARN}.
   *
   * <p>Calls made before the comparison is done are sent, as are calls to services that publish no
   * contract. With {@link ContractCheck#STRICT}, calls to a group fail as long as any of its online
   * members has a contract that breaks the client's, because any of them may receive the call.
   */
  public ConnectionBuilder contractCheck(ContractCheck check) {
    contractCheck = Objects.requireNonNull(check, "check");
    return this;
  }

  /**
   * The maximum time that {@link RemotingConnection#close()} and {@link ServiceHandle#close()} wait
   * for running requests. Default: 5 s.
   */
  public ConnectionBuilder drainTimeout(Duration timeout) {
    if (timeout.isNegative() || timeout.compareTo(MAX_DURATION) > 0) {
      throw new IllegalArgumentException(
          "drainTimeout must be between 0 and a year, not " + timeout);
    }
    drainTimeout = timeout;
    return this;
  }

  /**
   * If a handler or a method of an implementation runs longer than this, its name and stack trace
   * are logged. Default: 30 s.
   */
  public ConnectionBuilder warnAfter(Duration time) {
    warnAfter = checked("warnAfter", time);
    return this;
  }

  private static Duration checked(String name, Duration duration) {
    if (duration.compareTo(MIN_DURATION) < 0 || duration.compareTo(MAX_DURATION) > 0) {
      throw new IllegalArgumentException(
          name + " must be between a millisecond and a year, not " + duration);
    }
    return duration;
  }

  /**
   * The maximum size of a payload in bytes, sent or received. Larger received payloads are refused
   * and logged. The broker may have a smaller limit. Default: 4 MiB.
   */
  public ConnectionBuilder maxPayloadBytes(int bytes) {
    if (bytes < 1024 || bytes > MAX_MQTT_PAYLOAD) {
      throw new IllegalArgumentException(
          "maxPayloadBytes must be between 1024 and " + MAX_MQTT_PAYLOAD + ", not " + bytes);
    }
    maxPayloadBytes = bytes;
    return this;
  }

  /**
   * Adds a Jackson module: one with your own serializers and deserializers, or one of Jackson's
   * modules for a library or language ({@code new KotlinModule.Builder().build()}). The module
   * added last takes precedence. Connections with the same module share the mapper that is built
   * from it, so do not change the module afterwards.
   *
   * <p>A module cannot override the rules of the wire protocol: enums and numbers are always read
   * and written as the protocol says, and a module's serializers for them are ignored; numbers are
   * finite; no class is looked up by a name from the wire, so default typing and
   * {@code @JsonTypeInfo} by class are refused; the limits of depth and length also apply to raw
   * values, which must be valid JSON. A serializer that breaks a rule fails like a value that
   * cannot be sent.
   *
   * @see #jacksonMixIn
   */
  public ConnectionBuilder jacksonModule(Module module) {
    jsonAdditions = jsonAdditions.with(Objects.requireNonNull(module, "module"));
    return this;
  }

  /**
   * Adds a Jackson mix-in: Jackson applies the annotations of {@code mixIn}, its methods and its
   * fields to {@code target}, a class that you cannot annotate yourself. The rules of the wire
   * protocol apply as for {@link #jacksonModule}.
   */
  public ConnectionBuilder jacksonMixIn(Class<?> target, Class<?> mixIn) {
    jsonAdditions =
        jsonAdditions.with(
            Objects.requireNonNull(target, "target"), Objects.requireNonNull(mixIn, "mixIn"));
    return this;
  }

  /**
   * Adds an interceptor, which runs around the calls of all clients of the connection. The first
   * that is added is the outermost.
   */
  public ConnectionBuilder interceptor(ClientInterceptor interceptor) {
    interceptors.add(Objects.requireNonNull(interceptor, "interceptor"));
    return this;
  }

  /**
   * Adds an interceptor, which runs around what callers request of all services of the connection,
   * outside of the interceptors of {@link ServiceOptions#withInterceptor}. The first that is added
   * is the outermost.
   */
  public ConnectionBuilder serviceInterceptor(ServiceInterceptor interceptor) {
    serviceInterceptors.add(Objects.requireNonNull(interceptor, "interceptor"));
    return this;
  }

  /**
   * Fills the mapped diagnostic context (MDC) of SLF4J for the log lines of user code: {@code
   * remoting.interface} and {@code remoting.member} while a method of an implementation or a
   * handler runs, and at implementations {@code remoting.correlation}, the {@linkplain
   * OperationContext#correlationData() correlation data} of the request. Only in the thread that is
   * called: code that continues in other threads passes the context on by itself. Interceptors that
   * are added later run within it. Default: not filled.
   */
  public ConnectionBuilder logContext() {
    return interceptor(LogContext.ofHandlers()).serviceInterceptor(LogContext.ofImplementations());
  }

  /**
   * The maximum number of calls that wait for the handlers of one client (a message counts for each
   * of its handlers), and of requests that wait or are unanswered at one service. The payloads
   * together may be eight times the maximum payload. Beyond that, requests are answered {@code
   * RESOURCE_EXHAUSTED}, signals are dropped, and only the latest value of a property is kept; all
   * of that is logged. Default: 10,000.
   */
  public ConnectionBuilder queueCapacity(int messages) {
    if (messages < 1) {
      throw new IllegalArgumentException("queueCapacity must be at least 1, not " + messages);
    }
    queueCapacity = messages;
    return this;
  }

  /**
   * Creates the connection and starts to connect in the background; it retries until it succeeds.
   */
  public RemotingConnection start() {
    return build().start();
  }

  /**
   * The user and password to connect with. The password is sent unencrypted unless the scheme of
   * the URI is {@code ssl}, {@code mqtts} or {@code wss}. Default: anonymous.
   *
   * @param password {@code null} if the user has none
   * @throws IllegalArgumentException if the user name is empty, or MQTT cannot transport them
   */
  @SuppressWarnings("exports") // users need no JSpecify
  public ConnectionBuilder credentials(String user, @Nullable String password) {
    Credentials credentials = Credentials.of(user, password);
    return credentials(() -> credentials);
  }

  /**
   * The credentials, obtained anew for each attempt, so tokens may expire. The connecting thread
   * calls the supplier and waits for it. If the supplier throws a {@code RuntimeException} or
   * returns {@code null}, the attempt fails. The exception's message is logged, so it must not
   * contain a secret.
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
   * The TLS settings for URIs {@code ssl://…}, {@code mqtts://…} and {@code wss://…}. Default:
   * {@link TlsOptions#defaults()}.
   *
   * @throws IllegalArgumentException if the URI of a broker does not use TLS
   */
  public ConnectionBuilder tls(TlsOptions options) {
    for (URI broker : brokers) {
      if (!broker.getScheme().equals("ssl") && !broker.getScheme().equals("wss")) {
        throw new IllegalArgumentException(
            broker + " does not use TLS, so it cannot have TLS options; use ssl, mqtts or wss");
      }
    }
    tls = Objects.requireNonNull(options, "options");
    return this;
  }

  Security security() {
    return new Security(login, tls::sslContext, tls.verifiesHostName());
  }

  /** Creates the connection without connecting. */
  public RemotingConnection build() {
    return new RemotingConnection(this);
  }

  /**
   * Creates the connection and connects; fails if that is not possible. {@link #start()} retries
   * instead.
   *
   * @throws NotConnectedException if none of the brokers can be reached in time
   * @throws RemotingException with code {@code PERMISSION_DENIED} if a broker refuses the
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
