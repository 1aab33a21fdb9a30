package io.mqttremoting.internal.client;

import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.internal.connection.Endpoint;
import io.mqttremoting.internal.model.InterfaceModel;
import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.internal.wire.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The subscriptions of a fleet to all instances of an interface, either to what the broker retains
 * or to the rest. Thread-safe.
 */
final class FleetEndpoint implements Endpoint {
  private final InterfaceModel model;
  private final String clientId;
  private final FleetClient fleet;

  /** Belongs to the rest; empty for what the broker retains. */
  private final Optional<FleetQuestion> question;

  private FleetEndpoint(
      InterfaceModel model, String clientId, FleetClient fleet, Optional<FleetQuestion> question) {
    this.model = model;
    this.clientId = clientId;
    this.fleet = fleet;
    this.question = question;
  }

  /**
   * The values and statuses. They are subscribed to at QoS 0: at a higher one, brokers queue only a
   * limited number of messages for a client, and drop the rest; a fleet may have more.
   */
  static FleetEndpoint ofRetained(InterfaceModel model, String clientId, FleetClient fleet) {
    return new FleetEndpoint(model, clientId, fleet, Optional.empty());
  }

  /** The signals and replies, and what asks the instances. */
  static FleetEndpoint ofOthers(
      InterfaceModel model, String clientId, FleetClient fleet, FleetQuestion question) {
    return new FleetEndpoint(model, clientId, fleet, Optional.of(question));
  }

  private boolean isOfRetained() {
    return question.isEmpty();
  }

  @Override
  public List<String> filters(MqttVersion version) {
    ClientFilters filters =
        new ClientFilters(
            Topics.ofAllInstances(model.address()),
            !model.properties().isEmpty(),
            !model.signals().isEmpty());
    if (isOfRetained()) {
      return filters.retained();
    }
    List<String> others = new ArrayList<>(filters.others(version, clientId));
    question.ifPresent(asking -> others.add(asking.filter()));
    return others;
  }

  @Override
  public int qos() {
    return isOfRetained() ? 0 : Math.max(Message.DEFAULT_QOS, model.leastQos());
  }

  @Override
  public boolean needsRetained() {
    return isOfRetained();
  }

  /** Gets the messages that no known instance has a receiver for, and statuses of all. */
  @Override
  public boolean receiveOther(Message message) {
    if (question.filter(asking -> asking.receive(message)).isEmpty()) {
      fleet.receive(message);
    }
    return true;
  }

  @Override
  public void onUnreceivable(Message message, String reason) {
    fleet.onUnreceivable(message, reason);
  }

  @Override
  public void onConnected() {
    question.ifPresent(FleetQuestion::onConnected);
  }

  /** Now the statuses of all instances are known. */
  @Override
  public boolean awaitFollowUps(Duration left) {
    if (isOfRetained()) {
      fleet.review();
    }
    return false;
  }

  @Override
  public void onConnectionLost(Throwable cause) {
    fleet.onConnectionLost();
    question.ifPresent(FleetQuestion::onConnectionLost);
  }

  @Override
  public String toString() {
    return "fleet of " + model.id();
  }
}
