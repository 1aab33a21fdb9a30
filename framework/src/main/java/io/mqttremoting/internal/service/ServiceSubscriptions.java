package io.mqttremoting.internal.service;

import io.mqttremoting.api.Delivery;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.internal.model.InterfaceModel;
import io.mqttremoting.internal.model.OperationModel;
import io.mqttremoting.internal.service.presence.GroupMember;
import io.mqttremoting.internal.wire.FleetTopics;
import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.internal.wire.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The subscriptions of one service. Thread-safe. */
final class ServiceSubscriptions {
  private final Topics topics;
  private final int properties;
  private final List<String> operations;
  private final int qos;
  private final String statusTopic;
  private final Optional<GroupMember> group;

  /** Where fleets ask; {@code null} without an instance. */
  private final @Nullable String fleetQuestion;

  /** For a service of {@code model}, whose replies are sent with {@code delivery}. */
  ServiceSubscriptions(
      InterfaceModel model, Delivery delivery, String statusTopic, Optional<GroupMember> group) {
    this.topics = new Topics(model.id());
    this.properties = model.properties().size();
    this.operations = model.operations().stream().map(OperationModel::name).toList();
    this.qos = Math.max(Message.DEFAULT_QOS, Math.max(model.leastQos(), delivery.leastQos()));
    this.statusTopic = statusTopic;
    this.group = group;
    this.fleetQuestion =
        model.address().instance().isEmpty() ? null : FleetTopics.of(model.address()).question();
  }

  /**
   * Returns all filters: for requests, its own status, values, fleets and, in a group, its echo
   * topic.
   */
  List<String> filters(MqttVersion version) {
    List<String> filters = new ArrayList<>(requestFilters(version));
    group.ifPresent(member -> filters.add(member.ownFilter()));
    filters.add(statusTopic);
    if (fleetQuestion != null) {
      filters.add(fleetQuestion);
    }
    if (properties > 0) {
      filters.add(topics.property("+"));
    }
    return filters;
  }

  /** Returns the filters for requests: in a group, shared ones, and none after leaving. */
  List<String> requestFilters(MqttVersion version) {
    List<String> filters = new ArrayList<>();
    if (properties > 0) {
      filters.add(topics.set("+"));
    }
    filters.addAll(topics.requestFilters(version));
    return group.map(member -> member.sharedRequests(filters)).orElse(filters);
  }

  /** Returns the topics of replies in the mapping for 3.1.1, whose topics are the deepest. */
  List<String> replies() {
    return operations.stream().map(name -> topics.replyV3(name, "{clientId}")).toList();
  }

  /** Returns the QoS to subscribe at. */
  int qos() {
    return qos;
  }

  /**
   * Returns the maximum number of retained messages for these subscriptions: one value for each
   * property, and the status.
   */
  int retainedMessages() {
    return properties + 1;
  }

  /** Whether this is a topic to which services or fleets publish, not callers. */
  boolean isOfServices(String topic) {
    return topics.isProperty(topic) || topic.equals(statusTopic) || topic.equals(fleetQuestion);
  }
}
