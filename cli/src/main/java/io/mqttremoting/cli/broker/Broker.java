package io.mqttremoting.cli.broker;

import io.mqttremoting.ConnectionBuilder;
import io.mqttremoting.DiscoveryOptions;
import io.mqttremoting.MqttRemoting;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.TlsOptions;
import io.mqttremoting.api.ContractCheck;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.api.ServiceInfo;
import io.mqttremoting.cli.terminal.ExitCode;
import io.mqttremoting.cli.terminal.Failure;
import io.mqttremoting.cli.terminal.Progress;
import io.mqttremoting.internal.transport.Login;
import io.mqttremoting.internal.transport.Security;
import io.mqttremoting.internal.transport.TlsFiles;
import io.mqttremoting.internal.wire.RandomId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The broker that a command uses. */
public final class Broker {
  /** Brokers that do not send a connection its own messages make discovery take this long. */
  private static final Duration DISCOVERY = Duration.ofSeconds(3);

  private final Settings settings;
  private final Duration timeout;

  /**
   * Uses these settings.
   *
   * @param timeout for each step of connecting, and for calls
   */
  public Broker(Settings settings, Duration timeout) {
    this.settings = settings;
    this.timeout = timeout;
  }

  /** How long to wait for the broker, and for the reply to a call. */
  public Duration timeout() {
    return timeout;
  }

  /** The namespace in the settings; empty for none. */
  public String namespace() {
    return settings.namespace();
  }

  /** The address, in the namespace of the settings if it names none. */
  public ServiceAddress address(String text) {
    try {
      return ServiceAddress.parse(text).in(settings.namespace());
    } catch (IllegalArgumentException e) {
      throw new Failure(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
    }
  }

  /** Connects in the namespace of the settings. */
  public RemotingConnection connect() {
    return connect(settings.namespace());
  }

  /**
   * Connects in a namespace.
   *
   * @throws Failure if the settings are wrong
   */
  public RemotingConnection connect(String namespace) {
    ConnectionBuilder builder = builder(namespace, settings.clientId()); // may ask for a password
    Progress progress = connecting();
    try {
      return builder.connect();
    } finally {
      progress.close();
    }
  }

  private Progress connecting() {
    return progress(() -> "connecting to " + this);
  }

  /** Shows on a terminal how far something is, until the result is closed. */
  public Progress progress(Supplier<String> text) {
    return settings.terminal().progress(text);
  }

  /** What makes a connection with another client identifier, which may be random. */
  public ConnectionBuilder builder(String namespace, Optional<String> clientId) {
    try {
      ConnectionBuilder builder =
          MqttRemoting.connection(settings.uri())
              .connectTimeout(timeout)
              .callTimeout(timeout)
              .contractCheck(ContractCheck.OFF);
      clientId.ifPresent(builder::clientId);
      if (!namespace.isEmpty()) {
        builder.namespace(namespace);
      }
      settings.mqtt().ifPresent(builder::mqttVersion);
      Optional<String> password = settings.password();
      settings
          .user()
          .ifPresentOrElse(
              user -> builder.credentials(user, password.orElse(null)),
              () -> {
                if (password.isPresent()) {
                  throw new IllegalArgumentException("there is a password, but no --user");
                }
              });
      tls().ifPresent(builder::tls);
      return builder;
    } catch (IllegalArgumentException e) {
      throw new Failure(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
    }
  }

  private Optional<TlsOptions> tls() {
    if (files() == TlsFiles.NONE && !settings.anyHostName()) {
      return Optional.empty();
    }
    TlsOptions options = TlsOptions.defaults();
    Optional<Path> trusted = settings.trusted();
    if (trusted.isPresent()) {
      options = options.withTrustedCertificates(trusted.get());
    }
    Optional<Path> certificate = settings.certificate();
    if (certificate.isPresent()) {
      options =
          options.withClientCertificate(
              certificate.get(), settings.key().orElse(certificate.get()));
    }
    return Optional.of(settings.anyHostName() ? options.withoutHostNameVerification() : options);
  }

  private TlsFiles files() {
    TlsFiles files = TlsFiles.NONE;
    Optional<Path> trusted = settings.trusted();
    if (trusted.isPresent()) {
      files = files.withTrusted(trusted.get());
    }
    Optional<Path> certificate = settings.certificate();
    return certificate.isPresent()
        ? files.withClient(certificate.get(), settings.key().orElse(certificate.get()))
        : files;
  }

  /** Whether the settings allow only one version of MQTT. */
  boolean isVersionChosen() {
    return settings.mqtt().isPresent();
  }

  /** Connects without presence, for what concerns topics and not services. */
  public RawConnection raw() {
    return raw(settings.mqtt());
  }

  /** Connects without presence with a version of MQTT, or the newest that works. */
  public RawConnection raw(Optional<MqttVersion> version) {
    builder("", Optional.empty()); // checks the settings
    Optional<Login> login =
        settings.user().map(user -> new Login(user, settings.password().orElse(null)));
    String clientId = settings.clientId().orElse("mqtt-remoting") + "-" + RandomId.next();
    Progress progress = connecting();
    try {
      return RawConnection.connect(
          new RawSettings(
              settings.transportUri(),
              clientId,
              timeout,
              new Security(() -> login, files()::sslContext, !settings.anyHostName())),
          version);
    } finally {
      progress.close();
    }
  }

  /**
   * The services in the namespace of the settings; without one, in all namespaces.
   *
   * @param values whether also those that have only values
   */
  public List<ServiceInfo> services(RemotingConnection connection, boolean values) {
    Progress progress = progress(() -> "looking for services at " + this);
    try {
      Duration wait = timeout.compareTo(DISCOVERY) < 0 ? timeout : DISCOVERY;
      return connection.discover(wait, discovery(values));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure(ExitCode.CANCELLED, "interrupted", e);
    } finally {
      progress.close();
    }
  }

  /** Which services {@link #services} finds. */
  public DiscoveryOptions discovery(boolean values) {
    DiscoveryOptions options =
        settings.namespace().isEmpty()
            ? DiscoveryOptions.defaults().withAllNamespaces()
            : DiscoveryOptions.defaults();
    return values ? options : options.withoutValues();
  }

  /** The URI of the broker. */
  @Override
  public String toString() {
    return settings.uri();
  }
}
