package io.mqttremoting.internal.service;

import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.api.ServiceInterceptor;
import io.mqttremoting.internal.concurrent.BackgroundTasks;
import io.mqttremoting.internal.connection.BrokerConnection;
import io.mqttremoting.internal.connection.LoopGuard;
import io.mqttremoting.internal.connection.Sender;
import io.mqttremoting.internal.contract.Fingerprint;
import io.mqttremoting.internal.model.Address;
import io.mqttremoting.internal.model.InternalOperations;
import io.mqttremoting.internal.service.presence.GroupMember;
import io.mqttremoting.internal.service.presence.ServiceIdentity;
import io.mqttremoting.internal.service.presence.ServiceLife;
import io.mqttremoting.internal.service.presence.ServiceStatus;
import io.mqttremoting.internal.service.request.ReplySender;
import io.mqttremoting.internal.service.request.RequestCounts;
import io.mqttremoting.internal.service.request.ServiceLog;
import io.mqttremoting.internal.service.request.ServiceRequests;
import io.mqttremoting.internal.service.value.ImplementationListener;
import io.mqttremoting.internal.service.value.ServedObject;
import io.mqttremoting.internal.service.value.ServiceValues;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.wire.FleetTopics;
import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.internal.wire.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/**
 * One served interface of an implementation. Requests become calls of setters and operations, which
 * run in the implementation's turn. Changes and signals are published as the implementation reports
 * them. Thread-safe. The methods that start and end it may wait for the broker and for user code.
 */
final class ServedInterface {
  private static final Duration BETWEEN_ANNOUNCEMENTS = Duration.ofMillis(500);

  /** The many instances of a fleet answer at different times, from here to the last. */
  private static final int FIRST_ANSWER_MILLIS = 100;

  private static final int LAST_ANSWER_MILLIS = 1_000;

  private final ServedObject served;
  private final BrokerConnection connection;
  private final ServiceLife life = new ServiceLife();
  private final ServiceRequests requests;
  private final ImplementationListener listener;
  private final ServiceStatus status;
  private final Optional<GroupMember> group;
  private final ServiceSubscriptions subscriptions;
  private final ServiceEndpoint endpoint;

  /** Serves {@code served} on {@code connection} after {@link #start()}. */
  ServedInterface(ServedObject served, BrokerConnection connection, ServiceSettings settings) {
    this.served = served;
    this.connection = connection;
    ServingOptions options = settings.options();
    ServiceLog log = ServiceLog.of(served.id(), settings.counts());
    Executor later = new BackgroundTasks(served.id(), settings.threads().background());
    Sender sender = connection.sender();
    List<ServiceInterceptor> interceptors = options.calls().interceptors();
    ServiceValues values =
        new ServiceValues(served, sender, life, later, log.implementation(), interceptors);
    this.listener =
        new ImplementationListener(served, new LoopGuard(served.id(), connection), values, life);
    this.requests =
        new ServiceRequests(
            served,
            new ReplySender(
                sender, connection.replies(), values, life, settings.threads().newQueue(), log),
            life,
            options.forRequests(connection.settings().delivery()),
            settings.threads(),
            log);
    Topics topics = served.topics();
    this.status =
        new ServiceStatus(
            topics, identity(settings), life, connection, settings.statusExpiry(), later);
    this.group =
        options
            .group()
            .map(name -> new GroupMember(name, topics, connection, values::publishMissing));
    this.subscriptions =
        new ServiceSubscriptions(served.model(), options.delivery(), status.topic(), group);
    ServiceAnnouncer announcer = new ServiceAnnouncer(status, values, group, life, later);
    Map<String, Consumer<Message>> receivers =
        receivers(values, announcementRequests(values, settings, later));
    receivers.putAll(fleetReceivers(settings, later));
    this.endpoint = new ServiceEndpoint(subscriptions, receivers, announcer, status, requests, log);
  }

  /** In a group, values are those of all members, so this one does not publish its own. */
  private AnnouncementRequests announcementRequests(
      ServiceValues values, ServiceSettings settings, Executor later) {
    return new AnnouncementRequests(
        BETWEEN_ANNOUNCEMENTS,
        () -> {
          settings.connectionStatus().republish();
          if (group.isEmpty()) {
            values.publishAgain();
          }
          status.republish();
        },
        life,
        settings.threads().timers(),
        later);
  }

  /** What an instance tells fleets that ask. */
  private Map<String, Consumer<Message>> fleetReceivers(ServiceSettings settings, Executor later) {
    Address address = served.model().address();
    if (address.instance().isEmpty()) {
      return Map.of();
    }
    FleetTopics topics = FleetTopics.of(address);
    AnnouncementRequests questions =
        new AnnouncementRequests(
            Duration.ofMillis(
                ThreadLocalRandom.current().nextLong(FIRST_ANSWER_MILLIS, LAST_ANSWER_MILLIS)),
            () -> status.tell(topics.answer(address.instance())),
            life,
            settings.threads().timers(),
            later);
    return Map.of(topics.question(), questions::receive);
  }

  private ServiceIdentity identity(ServiceSettings settings) {
    return new ServiceIdentity(
        settings.session(),
        requests.memoryId(),
        settings.options().group(),
        served.contract().version(),
        Fingerprint.of(served.contract()));
  }

  private Map<String, Consumer<Message>> receivers(
      ServiceValues values, AnnouncementRequests announcements) {
    Map<String, Consumer<Message>> receivers = new HashMap<>(requests.receivers());
    receivers.put(served.topics().requestV3(InternalOperations.ANNOUNCE), announcements::receive);
    if (group.isPresent()) {
      receivers.putAll(values.receiversInGroup());
      receivers.putAll(group.get().receivers());
    } else {
      receivers.putAll(values.receiversAlone());
    }
    return receivers;
  }

  String id() {
    return served.id();
  }

  String implementation() {
    return served.implementation().name();
  }

  /**
   * Starts serving: listens to changes and signals, publishes the first values and accepts
   * requests.
   *
   * @throws IllegalArgumentException if the implementation is a client of the interface that it
   *     should serve
   */
  void start() throws TransportException {
    try {
      listener.listen();
      status.begin();
      connection.register(endpoint);
      life.begin();
    } finally {
      if (!life.hasBegun()) {
        listener.stop();
      }
    }
  }

  /**
   * Joins the group; has no effect without a group.
   *
   * @throws TransportException if the broker does not support what a group needs
   */
  void join() throws TransportException {
    if (group.isPresent()) {
      group.get().join();
    }
  }

  /** Publishes the online status again, in another thread; never waits. */
  void renew() {
    status.republishLater();
  }

  /** Accepts no more requests. In a group, the broker gives further requests to other members. */
  void beginLeaving() {
    MqttVersion version = connection.speaksMqtt5() ? MqttVersion.MQTT_5 : MqttVersion.MQTT_3_1_1;
    group.ifPresent(member -> member.leave(subscriptions.requestFilters(version)));
    life.beginLeaving();
  }

  /** Returns how many requests are open and remembered; never waits. */
  RequestCounts counts() {
    return requests.counts();
  }

  /** Waits until the accepted requests are answered, at most for {@code limit}. */
  void drain(Duration limit) {
    requests.drain(limit);
  }

  /**
   * Publishes the offline status and unsubscribes. Changes and signals that the implementation
   * reports afterwards are not published.
   */
  void stop() {
    status.leave();
    connection.unregister(endpoint);
    group.ifPresent(GroupMember::end);
  }

  /** Removes the handlers from the implementation. This runs user code, which may hang. */
  void stopListening() {
    listener.stop();
  }
}
