package io.mqttremoting.internal.transport;

import io.mqttremoting.api.MqttVersion;

/**
 * Makes connections with one version of MQTT. {@link java.util.ServiceLoader} finds all factories
 * but the built-in one.
 */
public interface TransportFactory {
  /** The version of MQTT. */
  MqttVersion version();

  /**
   * Connects, with a clean session, within the options' timeout.
   *
   * @throws UnsupportedVersionException if the broker does not speak this version
   * @throws ClosedOnConnectException if the broker closes the connection instead of answering,
   *     which may mean the same
   * @throws TransportException if there is no connection in time
   */
  Transport connect(ConnectOptions options, Transport.Listener listener) throws TransportException;
}
