package io.mqttremoting.spring;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;
import org.springframework.boot.ssl.SslBundle;

/**
 * Where a broker is, and as whom to connect. A bean of this type replaces these properties of the
 * connection, for example with what a container or a test has chosen.
 */
public interface MqttRemotingConnectionDetails extends ConnectionDetails {
  /** The name of the connection that {@code mqtt.remoting.*} configures. */
  String DEFAULT_CONNECTION = "default";

  /**
   * Whether these details are those of a connection. Default: only of {@link #DEFAULT_CONNECTION}.
   *
   * @param connection the name below {@code mqtt.remoting.connections}, or {@code default}
   */
  default boolean supports(String connection) {
    return connection.equals(DEFAULT_CONNECTION);
  }

  /** The URIs of the brokers, at least one. */
  List<String> getUris();

  /** The user; {@code null} to connect without. Asked for again at each attempt to connect. */
  default @Nullable String getUsername() {
    return null;
  }

  /** The password; {@code null} for none. Asked for again at each attempt to connect. */
  default @Nullable String getPassword() {
    return null;
  }

  /** Trust and client certificate for TLS; {@code null} for those of the JVM. */
  default @Nullable SslBundle getSslBundle() {
    return null;
  }

  /** Whether the certificate of the broker must name the host of the URI. Default: yes. */
  default boolean verifiesHostName() {
    return true;
  }
}
