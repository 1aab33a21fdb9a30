package io.mqttremoting.internal.mqtt5;

import com.hivemq.client.internal.mqtt.MqttClientConfig;
import com.hivemq.client.internal.mqtt.MqttClientConnectionConfig;
import com.hivemq.client.mqtt.MqttClientExecutorConfig;
import com.hivemq.client.mqtt.MqttClientSslConfig;
import com.hivemq.client.mqtt.MqttClientTransportConfig;
import com.hivemq.client.mqtt.MqttWebSocketConfig;
import com.hivemq.client.mqtt.lifecycle.MqttClientDisconnectedListener;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.message.auth.Mqtt5SimpleAuth;
import com.hivemq.client.mqtt.mqtt5.message.auth.Mqtt5SimpleAuthBuilder;
import io.mqttremoting.internal.concurrent.Threads;
import io.mqttremoting.internal.transport.ConnectOptions;
import io.mqttremoting.internal.transport.Login;
import io.mqttremoting.internal.transport.TransportException;
import io.netty.channel.Channel;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.ThreadPerTaskExecutor;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/** Builds a HiveMQ client from our connect options. */
final class HiveMqClients {
  private static final Map<String, Integer> DEFAULT_PORTS =
      Map.of("tcp", 1883, "ssl", 8883, "ws", 80, "wss", 443);

  /**
   * Callbacks run in the thread that reads the connection, without a switch to another thread; they
   * must not block it.
   */
  private static final MqttClientExecutorConfig AT_ONCE =
      MqttClientExecutorConfig.builder()
          .applicationScheduler(new AtOnce())
          .nettyExecutor(daemons())
          .build();

  private static final String DEFAULT_PATH = "mqtt"; // as other MQTT clients use

  private HiveMqClients() {}

  /**
   * Runs the event loops of all connections in daemon threads, unlike the client's own executor: so
   * a program that only calls services can end.
   */
  private static Executor daemons() {
    ThreadFactory threads = new DefaultThreadFactory("com.hivemq.client.mqtt", true);
    return new ThreadPerTaskExecutor(
        task -> Threads.outlivingPrograms(() -> threads.newThread(task)));
  }

  /**
   * Builds a client that is not connected yet.
   *
   * @throws TransportException if the TLS settings cannot be obtained now
   */
  static Mqtt5AsyncClient build(
      ConnectOptions options, Optional<Login> login, MqttClientDisconnectedListener listener)
      throws TransportException {
    Mqtt5AsyncClient client =
        Mqtt5Client.builder()
            .identifier(options.clientId())
            .transportConfig(transport(options))
            .executorConfig(AT_ONCE)
            .addDisconnectedListener(listener)
            .willPublish(new Messages().toHiveMq(options.will()))
            .simpleAuth(login.map(HiveMqClients::auth).orElse(null))
            .buildAsync();
    if (options.usesTls()) {
      // The public API takes factories of key and trust managers, which an SSLContext does not
      // reveal. The client keeps the context that it would make of them in this field.
      ((MqttClientConfig) client.getConfig())
          .setCurrentSslContext(toNetty(options.security().sslContext()));
    }
    return client;
  }

  /**
   * Netty's channel of a client; empty if it is not connected. The client's public API does not
   * give it.
   */
  static Optional<Channel> channel(Mqtt5AsyncClient client) {
    return Optional.ofNullable(((MqttClientConfig) client.getConfig()).getRawConnectionConfig())
        .map(MqttClientConnectionConfig::getChannel);
  }

  private static Mqtt5SimpleAuth auth(Login login) {
    Mqtt5SimpleAuthBuilder.Complete auth = Mqtt5SimpleAuth.builder().username(login.user());
    return login.password() == null
        ? auth.build()
        : auth.password(login.password().getBytes(StandardCharsets.UTF_8)).build();
  }

  private static int defaultPort(URI uri) {
    return Objects.requireNonNull(DEFAULT_PORTS.get(uri.getScheme())); // there is no other scheme
  }

  private static MqttClientTransportConfig transport(ConnectOptions options) {
    URI uri = options.uri();
    int port = uri.getPort() < 0 ? defaultPort(uri) : uri.getPort();
    long timeoutMillis = options.timeout().toMillis();
    return MqttClientTransportConfig.builder()
        .serverAddress(
            options.address() == null
                ? InetSocketAddress.createUnresolved(uri.getHost(), port)
                : new InetSocketAddress(options.address(), port)) // has the name of the host
        .socketConnectTimeout(timeoutMillis, TimeUnit.MILLISECONDS)
        .mqttConnectTimeout(timeoutMillis, TimeUnit.MILLISECONDS)
        .sslConfig(options.usesTls() ? ssl(options) : null)
        .webSocketConfig(options.usesWebSocket() ? webSocket(options) : null)
        .build();
  }

  private static MqttClientSslConfig ssl(ConnectOptions options) {
    // without our own verifier, the client lets Java verify the host name in the handshake
    return MqttClientSslConfig.builder()
        .handshakeTimeout(options.timeout().toMillis(), TimeUnit.MILLISECONDS)
        .hostnameVerifier(options.security().verifiesHostName() ? null : (host, session) -> true)
        .build();
  }

  private static MqttWebSocketConfig webSocket(ConnectOptions options) {
    String path = options.uri().getPath();
    return MqttWebSocketConfig.builder()
        .serverPath(path.isEmpty() ? DEFAULT_PATH : path.substring(1))
        .handshakeTimeout(options.timeout().toMillis(), TimeUnit.MILLISECONDS)
        .build();
  }

  private static SslContext toNetty(SSLContext context) {
    SSLParameters defaults = context.getDefaultSSLParameters();
    return new JdkSslContext(
        context,
        true,
        List.of(defaults.getCipherSuites()),
        IdentityCipherSuiteFilter.INSTANCE,
        ApplicationProtocolConfig.DISABLED,
        ClientAuth.NONE,
        defaults.getProtocols(),
        false);
  }
}
