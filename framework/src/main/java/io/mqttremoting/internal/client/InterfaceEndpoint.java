package io.mqttremoting.internal.client;

import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.internal.client.call.InterfaceCalls;
import io.mqttremoting.internal.client.presence.Reachability;
import io.mqttremoting.internal.client.presence.ServicePresence;
import io.mqttremoting.internal.connection.Endpoint;
import io.mqttremoting.internal.model.InterfaceModel;
import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.internal.wire.Status;
import io.mqttremoting.internal.wire.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The clients of one interface, as the connection sees them: their subscriptions, and the receivers
 * of their messages. Thread-safe.
 */
final class InterfaceEndpoint implements Endpoint {
  private static final Logger LOG = LoggerFactory.getLogger(InterfaceEndpoint.class);

  private final Members members;
  private final InterfaceModel model;
  private final InterfaceScope shared;
  private final Topics topics;
  private final Map<String, Consumer<Message>> receivers;
  private final ServicePresence presence;
  private final InterfaceCalls calls;
  private final Reachability reachability;
  private volatile boolean inFleet;
  private volatile Set<String> ofFleets = Set.of();

  /**
   * The endpoint of the interface that has these members.
   *
   * @param receivers the receivers of messages by topic, except statuses
   * @param calls ends calls or sends them again when the connection is lost or comes back
   */
  InterfaceEndpoint(
      Members members,
      Map<String, Consumer<Message>> receivers,
      InterfaceScope shared,
      ServicePresence presence,
      InterfaceCalls calls,
      Reachability reachability) {
    this.members = members;
    this.model = members.model();
    this.shared = shared;
    this.topics = new Topics(model.id());
    this.receivers = Map.copyOf(receivers);
    this.presence = presence;
    this.calls = calls;
    this.reachability = reachability;
  }

  /** Sets whether the subscriptions of a fleet include those of this instance. */
  void setInFleet(boolean now) {
    inFleet = now;
  }

  /**
   * Sets the filters of the fleets of an interface whose members are not declared: their
   * subscriptions may include some of those of this instance.
   */
  void setFleetFilters(Set<String> filters) {
    ofFleets = Set.copyOf(filters);
  }

  private boolean isInFleet(String filter) {
    return inFleet
        || ofFleets.contains(
            Topics.ofAllInstances(model.address()).interfaceId()
                + filter.substring(topics.interfaceId().length()));
  }

  @Override
  public List<String> filters(MqttVersion version) {
    if (inFleet) {
      return List.of();
    }
    List<String> own = ownFilters(version);
    return ofFleets.isEmpty() ? own : own.stream().filter(each -> !isInFleet(each)).toList();
  }

  @Override
  public List<String> interests() {
    return ownFilters(MqttVersion.MQTT_5);
  }

  /** The filters of this interface alone. */
  List<String> ownFilters(MqttVersion version) {
    ClientFilters own = own();
    List<String> filters = new ArrayList<>(own.retained());
    filters.addAll(own.others(version, shared.connection().clientId()));
    return filters;
  }

  private ClientFilters own() {
    return new ClientFilters(
        topics,
        takesAll() || !model.properties().isEmpty(),
        takesAll() || !model.signals().isEmpty());
  }

  /** The filters of what brokers retain that fleets subscribe to. */
  List<String> retainedFiltersInFleet(boolean withStatus) {
    ClientFilters own = own();
    return (withStatus ? own.retained() : own.retainedValues())
        .stream().filter(this::isInFleet).toList();
  }

  @Override
  public boolean takesAll() {
    return members.undeclared().isPresent();
  }

  @Override
  public Map<String, Consumer<Message>> receivers() {
    return receivers;
  }

  @Override
  public boolean receiveOther(Message message) {
    Optional<String> instance = topics.clientOfStatus(message.topic());
    instance.ifPresent(clientId -> presence.receive(clientId, message));
    return instance.isPresent()
        || members.undeclared().filter(all -> all.receive(message)).isPresent();
  }

  @Override
  public void onUnreceivable(Message message, String reason) {
    shared
        .messageLog()
        .warn(
            LOG,
            "{}.{}: a message to {} is ignored: {}",
            shared.id(),
            topics.memberOf(message.topic()),
            message.topic(),
            reason);
  }

  @Override
  public int qos() {
    return Math.max(Message.DEFAULT_QOS, model.leastQos());
  }

  @Override
  public int retainedMessages() {
    return inFleet ? 0 : members.propertyCount() + 1; // and more if there are several services
  }

  @Override
  public boolean needsRetained() {
    return true;
  }

  /** Only calls need to be sent again: the broker sends retained values and statuses by itself. */
  @Override
  public void onConnected() {
    calls.onConnected();
    reachability.onConnected();
  }

  /** A service has told a fleet that this is its status now. Never waits. */
  void onAnnounced(Status current) {
    reachability.onAnnounced(current);
  }

  /** The statuses of services' connections are subscribed to when those of the services arrive. */
  @Override
  public boolean awaitFollowUps(Duration left) {
    if (presence.lacksConnections()) {
      presence.awaitFollowed(left);
    }
    return presence.lacksConnections();
  }

  @Override
  public boolean hasCallsToLose() {
    return calls.hasCallsToLose();
  }

  @Override
  public void onConnectionLost(Throwable cause) {
    presence.onConnectionLost();
    reachability.onConnectionLost();
    calls.onConnectionLost(cause);
  }

  @Override
  public void onGivenUp(@Nullable Throwable cause) {
    calls.onGivenUp(cause);
  }
}
