package io.mqttremoting.internal.client;

import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.internal.connection.Endpoint;
import io.mqttremoting.internal.model.InterfaceModel;
import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.internal.wire.Topics;
import java.time.Duration;
import java.util.List;

/**
 * The subscriptions of a fleet to all instances of an interface, either to what the broker retains
 * or to the rest. Thread-safe.
 */
final class FleetEndpoint implements Endpoint {
  private final InterfaceModel model;
  private final String clientId;
  private final boolean retained;
  private final FleetClient fleet;

  private FleetEndpoint(
      InterfaceModel model, String clientId, boolean retained, FleetClient fleet) {
    this.model = model;
    this.clientId = clientId;
    this.retained = retained;
    this.fleet = fleet;
  }

  /**
   * The values and statuses. They are subscribed to at QoS 0: at a higher one, brokers queue only a
   * limited number of messages for a client, and drop the rest; a fleet may have more.
   */
  static FleetEndpoint ofRetained(InterfaceModel model, String clientId, FleetClient fleet) {
    return new FleetEndpoint(model, clientId, true, fleet);
  }

  /** The signals and replies. */
  static FleetEndpoint ofOthers(InterfaceModel model, String clientId, FleetClient fleet) {
    return new FleetEndpoint(model, clientId, false, fleet);
  }

  @Override
  public List<String> filters(MqttVersion version) {
    ClientFilters filters =
        new ClientFilters(
            Topics.ofAllInstances(model.address()),
            !model.properties().isEmpty(),
            !model.signals().isEmpty());
    return retained ? filters.retained() : filters.others(version, clientId);
  }

  @Override
  public int qos() {
    return retained ? 0 : Math.max(Message.DEFAULT_QOS, model.leastQos());
  }

  @Override
  public boolean needsRetained() {
    return retained;
  }

  /** Gets the messages that no known instance has a receiver for, and statuses of all. */
  @Override
  public boolean receiveOther(Message message) {
    fleet.receive(message);
    return true;
  }

  @Override
  public void onUnreceivable(Message message, String reason) {
    fleet.onUnreceivable(message, reason);
  }

  /** Now the statuses of all instances are known. */
  @Override
  public boolean awaitFollowUps(Duration left) {
    if (retained) {
      fleet.review();
    }
    return false;
  }

  @Override
  public void onConnectionLost(Throwable cause) {
    fleet.onConnectionLost();
  }

  @Override
  public String toString() {
    return "fleet of " + model.id();
  }
}
