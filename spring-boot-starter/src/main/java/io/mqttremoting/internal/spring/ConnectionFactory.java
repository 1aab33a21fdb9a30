package io.mqttremoting.internal.spring;

import static io.mqttremoting.spring.MqttRemotingConnectionDetails.DEFAULT_CONNECTION;

import com.fasterxml.jackson.databind.Module;
import com.fasterxml.jackson.module.paramnames.ParameterNamesModule;
import io.mqttremoting.ConnectionBuilder;
import io.mqttremoting.Credentials;
import io.mqttremoting.MqttRemoting;
import io.mqttremoting.TlsOptions;
import io.mqttremoting.api.ClientInterceptor;
import io.mqttremoting.spring.ConnectionBuilderCustomizer;
import io.mqttremoting.spring.MqttRemotingConnectionDetails;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.util.unit.DataSize;

/** Makes connections of properties and beans, without connecting. */
final class ConnectionFactory {
  private static final Logger LOG = LoggerFactory.getLogger(ConnectionFactory.class);

  private final ConnectionProperties defaultProperties;
  private final MqttRemotingProperties properties;
  private final BeanFactory beans;

  ConnectionFactory(
      ConnectionProperties defaultProperties,
      MqttRemotingProperties properties,
      BeanFactory beans) {
    this.defaultProperties = defaultProperties;
    this.properties = properties;
    this.beans = beans;
  }

  NamedConnection create(String name) {
    ConnectionProperties own = propertiesOf(name);
    MqttRemotingConnectionDetails details =
        all(MqttRemotingConnectionDetails.class)
            .filter(each -> each.supports(name))
            .findFirst()
            .orElseGet(() -> detailsOf(name, own));
    List<String> uris = details.getUris();
    ConnectionBuilder builder = checked(name, () -> builder(uris, own, details));
    all(Module.class)
        .filter(module -> !(module instanceof ParameterNamesModule)) // the library has its own
        .forEach(builder::jacksonModule);
    all(ConnectionBuilderCustomizer.class).forEach(each -> each.customize(name, builder));
    if (own.logContext()) {
      builder.logContext();
    }
    all(ClientInterceptor.class).forEach(builder::interceptor);
    return new NamedConnection(name, uris, checked(name, builder::build));
  }

  /** Names the connection whose properties are wrong. */
  private static <T> T checked(String name, Supplier<T> making) {
    try {
      return making.get();
    } catch (IllegalArgumentException | NoSuchSslBundleException e) {
      String prefix = name.equals(DEFAULT_CONNECTION) ? "" : "connections." + name + ".";
      throw StartException.of(
          "the connection '" + name + "' cannot be made",
          e,
          "correct the properties mqtt.remoting." + prefix + "*");
    }
  }

  private static ConnectionBuilder builder(
      List<String> uris, ConnectionProperties own, MqttRemotingConnectionDetails details) {
    ConnectionBuilder builder =
        MqttRemoting.connection(uris.get(0), uris.subList(1, uris.size()).toArray(new String[0]));
    apply(own, builder);
    apply(details, builder);
    return builder;
  }

  private ConnectionProperties propertiesOf(String name) {
    if (name.equals(DEFAULT_CONNECTION)) {
      return defaultProperties;
    }
    ConnectionProperties own = properties.connections().get(name);
    if (own == null) { // only names that are not of any property
      throw withoutUris(name);
    }
    return own;
  }

  private MqttRemotingConnectionDetails detailsOf(String name, ConnectionProperties own) {
    PropertiesDetails details = new PropertiesDetails(own, beans.getBeanProvider(SslBundles.class));
    if (!details.hasUris()) {
      if (!name.equals(DEFAULT_CONNECTION)) {
        throw withoutUris(name);
      }
      LOG.info("mqtt.remoting.uris is not set, so the broker is {}", details.getUris().get(0));
    }
    return details;
  }

  private static StartException withoutUris(String name) {
    return new StartException(
        "the property mqtt.remoting.connections." + name + ".uris is not set",
        "set it to the URI of the broker, such as tcp://host:1883");
  }

  private <T> Stream<T> all(Class<T> type) {
    ObjectProvider<T> provider = beans.getBeanProvider(type);
    return provider.orderedStream();
  }

  private static void apply(ConnectionProperties properties, ConnectionBuilder builder) {
    set(properties.clientId(), builder::clientId);
    set(properties.namespace(), builder::namespace);
    set(properties.mqttVersion(), builder::mqttVersion);
    if (properties.spreadBrokers()) {
      builder.spreadBrokers();
    }
    set(properties.returnToFirst(), builder::returnToFirst);
    if (properties.followServerReference()) {
      builder.followServerReference();
    }
    set(properties.connectTimeout(), builder::connectTimeout);
    set(properties.callTimeout(), builder::callTimeout);
    set(properties.keepAlive(), builder::keepAlive);
    set(properties.drainTimeout(), builder::drainTimeout);
    set(properties.warnAfter(), builder::warnAfter);
    set(properties.delivery(), builder::delivery);
    if (properties.subscribeAtQos0()) {
      builder.subscribeAtQos0();
    }
    set(properties.contractCheck(), builder::contractCheck);
    set(properties.maxPayload(), size -> builder.maxPayloadBytes(bytes(size)));
    set(properties.queueCapacity(), builder::queueCapacity);
    ConnectionProperties.Reconnect reconnect = properties.reconnect();
    builder.reconnectDelays(reconnect.firstDelay(), reconnect.longestDelay());
    set(reconnect.attempts(), builder::reconnectAttempts);
  }

  /** The builder refuses what does not fit into an int, too. */
  private static int bytes(DataSize size) {
    return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, size.toBytes()));
  }

  private static void apply(MqttRemotingConnectionDetails details, ConnectionBuilder builder) {
    if (details.getUsername() != null) {
      builder.credentials(
          () ->
              Credentials.of(
                  Objects.requireNonNull(details.getUsername(), "the user name"),
                  details.getPassword()));
    }
    boolean hasBundle = details.getSslBundle() != null; // also fails now if it does not exist
    if (hasBundle || !details.verifiesHostName()) {
      TlsOptions tls =
          hasBundle ? TlsOptions.ofSslContext(() -> sslContext(details)) : TlsOptions.defaults();
      builder.tls(details.verifiesHostName() ? tls : tls.withoutHostNameVerification());
    }
  }

  private static SSLContext sslContext(MqttRemotingConnectionDetails details) {
    return Objects.requireNonNull(details.getSslBundle(), "the SSL bundle").createSslContext();
  }

  private static <T> void set(@Nullable T value, Consumer<T> setter) {
    if (value != null) {
      setter.accept(value);
    }
  }
}
