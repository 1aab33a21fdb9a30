package io.mqttremoting.internal.connection;

import io.mqttremoting.api.Delivery;
import io.mqttremoting.internal.transport.ConnectOptions;
import io.mqttremoting.internal.transport.TransportFactory;
import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.internal.wire.Status;
import io.mqttremoting.internal.wire.StatusCodec;
import io.mqttremoting.internal.wire.Topics;
import java.net.URI;
import java.util.List;

/**
 * The settings of one connection.
 *
 * @param options the options for the first of the brokers
 * @param factories the MQTT versions to use, the preferred one first
 * @param delivery how everything is published and subscribed to, unless a message needs a higher
 *     QoS
 * @param subscribesAtQos0 whether all subscriptions are at QoS 0, whatever needs more
 * @param session identifies this run of the program
 * @param namespace the start of all topics; empty for none
 */
public record ConnectionSettings(
    ConnectOptions options,
    BrokerChoice brokers,
    List<TransportFactory> factories,
    Backoff backoff,
    int maxPayloadBytes,
    Delivery delivery,
    boolean subscribesAtQos0,
    String session,
    String namespace) {
  /** Copies the list. */
  public ConnectionSettings {
    factories = List.copyOf(factories);
  }

  /** The settings of another connection to the same brokers, with the same version of MQTT. */
  public ConnectionSettings with(
      ConnectOptions other, List<URI> order, Backoff attempts, String otherSession) {
    return new ConnectionSettings(
        other,
        brokers.inOrder(order),
        factories,
        attempts,
        maxPayloadBytes,
        Delivery.AUTO,
        subscribesAtQos0,
        otherSession,
        namespace);
  }

  /**
   * The will of another connection with these settings: the status of that connection. Nobody needs
   * it, so the broker does not retain it.
   */
  public Message willOfOther(String otherClientId, String otherSession) {
    return new Message(
        Topics.connectionStatus(namespace, otherClientId),
        new StatusCodec().encode(Status.connection(false, otherSession)),
        0,
        false);
  }

  String clientId() {
    return options.clientId();
  }

  /** The minimum QoS of every message. */
  int leastQos() {
    return delivery.leastQos();
  }

  /** The QoS of a subscription that needs at least this one. */
  int subscriptionQos(int needed) {
    return subscribesAtQos0 ? 0 : Math.max(needed, leastQos());
  }
}
