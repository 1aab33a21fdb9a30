package io.mqttremoting.internal.connection;

import io.mqttremoting.api.Delivery;
import io.mqttremoting.internal.transport.ConnectOptions;
import io.mqttremoting.internal.transport.TransportFactory;
import java.net.URI;
import java.util.List;

/**
 * The settings of one connection.
 *
 * @param options with the first of the brokers
 * @param brokers tried in turn
 * @param factories the MQTT versions to speak, the first choice first
 * @param delivery how everything is published and subscribed to, unless a message asks for more
 * @param session identifies this life of the program
 */
public record ConnectionSettings(
    ConnectOptions options,
    List<URI> brokers,
    List<TransportFactory> factories,
    Backoff backoff,
    int maxPayloadBytes,
    Delivery delivery,
    String session) {
  /** Settings that do not change. */
  public ConnectionSettings {
    brokers = List.copyOf(brokers);
    factories = List.copyOf(factories);
  }

  String clientId() {
    return options.clientId();
  }

  /** Nothing is published or subscribed to at less. */
  int leastQos() {
    return delivery.leastQos();
  }
}
