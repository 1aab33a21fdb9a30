package io.mqttremoting.internal.spring;

import io.mqttremoting.MqttRemoting;
import io.mqttremoting.spring.MqttRemotingConnectionDetails;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;

/** The details of a connection as its properties have them. */
record PropertiesDetails(ConnectionProperties properties, ObjectProvider<SslBundles> bundles)
    implements MqttRemotingConnectionDetails {
  boolean hasUris() {
    List<String> uris = properties.uris();
    return uris != null && !uris.isEmpty();
  }

  @Override
  public List<String> getUris() {
    return hasUris()
        ? Objects.requireNonNull(properties.uris())
        : List.of(MqttRemoting.defaultUri());
  }

  @Override
  public @Nullable String getUsername() {
    String username = properties.username();
    return "".equals(username) ? null : username; // an empty variable of the environment
  }

  @Override
  public @Nullable String getPassword() {
    return properties.password();
  }

  /** Looked up again each time, so that a bundle may be renewed. */
  @Override
  public @Nullable SslBundle getSslBundle() {
    String bundle = properties.ssl().bundle();
    return bundle == null ? null : bundles.getObject().getBundle(bundle);
  }

  @Override
  public boolean verifiesHostName() {
    return properties.ssl().verifyHostName();
  }
}
