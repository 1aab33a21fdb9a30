package io.mqttremoting.internal.service;

import io.mqttremoting.api.Delivery;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.internal.concurrent.BoundedQueue;
import io.mqttremoting.internal.concurrent.LogLimit;
import io.mqttremoting.internal.concurrent.TaskQueue;
import io.mqttremoting.internal.connection.BrokerConnection;
import io.mqttremoting.internal.connection.Endpoint;
import io.mqttremoting.internal.connection.LoopGuard;
import io.mqttremoting.internal.connection.Outbox;
import io.mqttremoting.internal.connection.Sender;
import io.mqttremoting.internal.json.JsonCodec;
import io.mqttremoting.internal.model.InterfaceModel;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.wire.Mapping;
import io.mqttremoting.internal.wire.MappingV3;
import io.mqttremoting.internal.wire.MappingV5;
import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.internal.wire.StatusCodec;
import io.mqttremoting.internal.wire.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One interface of one implementation, served: just another user of that interface. Requests become
 * calls of setters and operations in the implementation's turn; its changes and signals are
 * published as it tells of them. Thread-safe.
 */
final class ServiceDispatcher implements Endpoint {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceDispatcher.class);

  private final InterfaceModel model;
  private final Object implementation;
  private final BrokerConnection connection;
  private final ServiceSettings settings;
  private final RequestQueue queue;
  private final Refusals refusals;
  private final Topics topics;
  private final Mapping mappingV5;
  private final Mapping mappingV3;
  private final ServiceStatus status;
  private final ReplyMemory memory = new ReplyMemory();
  private final LogLimit requestLog;
  private final LogLimit ownLog;
  private final LoopGuard loopGuard;
  private final ChangePublisher changes;
  private final Optional<GroupMember> group;
  private final Map<String, Consumer<Message>> receivers;
  private final AtomicLong published = new AtomicLong();
  private volatile boolean begun;
  private volatile boolean leaving;

  ServiceDispatcher(
      InterfaceModel model,
      Object implementation,
      BrokerConnection connection,
      JsonCodec json,
      ServiceSettings settings) {
    this.model = model;
    this.implementation = implementation;
    this.connection = connection;
    this.settings = settings;
    settings.turns().add(memory.id());
    this.requestLog = new LogLimit(model.id() + ": requests");
    this.ownLog = new LogLimit(model.id() + ": what the implementation does");
    this.queue = new RequestQueue(model.id(), settings, requestLog);
    this.topics = new Topics(model.id());
    this.mappingV5 = new MappingV5();
    this.mappingV3 = new MappingV3(json);
    this.refusals =
        new Refusals(
            topics,
            connection.sender(),
            mappingV5,
            mappingV3,
            this::readHeader,
            memory.id(),
            new BoundedQueue(settings.refusals(), settings.bounds().get()),
            new BoundedQueue(new TaskQueue(settings.workers(), 1), settings.bounds().get()),
            requestLog);
    this.loopGuard = new LoopGuard(model.id(), connection);
    this.changes = new ChangePublisher(this, model, json, loopGuard);
    this.status =
        new ServiceStatus(
            topics,
            connection,
            new StatusCodec(),
            settings.session(),
            memory.id(),
            settings.options().group(),
            settings.statusExpiry(),
            this::runLater);
    this.group =
        settings.options().group().map(name -> new GroupMember(name, topics, connection, changes));
    this.receivers = receivers(RequestReceivers.of(this, model, json, settings.options()));
  }

  private Map<String, Consumer<Message>> receivers(Map<String, Consumer<Message>> ofRequests) {
    Map<String, Consumer<Message>> all = new HashMap<>(ofRequests);
    if (group.isPresent()) {
      all.putAll(group.get().receivers());
    } else {
      all.putAll(changes.ownTopics());
    }
    return Map.copyOf(all);
  }

  /**
   * Begins: hears of changes and signals, publishes the first values, takes requests.
   *
   * @throws IllegalArgumentException if the implementation is a client of what it is to serve
   */
  void start() throws TransportException {
    loopGuard.run(null, this::describeImplementation); // proxies pass that on
    try {
      changes.listen();
      status.begin();
      connection.register(this);
      begun = true;
    } finally {
      if (!begun) {
        changes.stop();
      }
    }
  }

  private String describeImplementation() {
    try {
      return implementation.toString();
    } catch (Exception e) { // which is no reason not to serve it
      LOG.debug("{}: the implementation cannot be described", id(), e);
      return "";
    }
  }

  /**
   * Becomes a member of the group, if in one.
   *
   * @throws TransportException if the broker does not do what a group needs
   */
  void join() throws TransportException {
    if (group.isPresent()) {
      group.get().join();
    }
  }

  /**
   * Publishes a value or a signal; without a connection, a value waits for it and a signal is lost.
   *
   * @return false if it was not published but may be, later on the same connection
   */
  boolean publish(String member, String topic, byte[] payload, boolean retained) {
    published.incrementAndGet();
    try {
      sender().publishPaced(new Message(topic, payload, Message.DEFAULT_QOS, retained));
      return true;
    } catch (TransportException e) {
      if (e.code() == ErrorCode.UNAVAILABLE) {
        LOG.debug("{}.{}: not published: {}", id(), member, e.getMessage());
      } else {
        ownLog.error(LOG, "{}.{}: not published: {}", id(), member, e.getMessage());
      }
      return e.code() != ErrorCode.RESOURCE_EXHAUSTED;
    }
  }

  /** Publishes those values for which there was no room: a reply must not overtake them. */
  void publishPendingValues() {
    changes.publishPendingValues();
  }

  /** Runs what waits for the broker in a thread that may wait. */
  void runLater(Runnable task) {
    try {
      settings.refusals().execute(task);
    } catch (RejectedExecutionException e) {
      LOG.debug("{}: not done, for the connection is closed", id(), e);
    }
  }

  /** Says again that it is there; never waits. */
  void renew() {
    runLater(status::sayAgain);
  }

  /** Takes no more requests; in a group, the broker gives them to others from now on. */
  void beginLeaving() {
    group.ifPresent(member -> member.leave(requestFilters(spokenVersion())));
    leaving = true;
  }

  private MqttVersion spokenVersion() {
    return connection.speaksMqtt5() ? MqttVersion.MQTT_5 : MqttVersion.MQTT_3_1_1;
  }

  /** Ends at the broker: what the implementation tells from now on is not published. */
  void stop() {
    leaving = true;
    status.leave();
    connection.unregister(this);
    group.ifPresent(GroupMember::end);
  }

  /** Takes its handlers from the implementation, which may hang in that. */
  void stopListening() {
    changes.stop();
  }

  private List<String> mappingNames() {
    return connection.speaksMqtt5()
        ? List.of(mappingV5.name(), mappingV3.name())
        : List.of(mappingV3.name());
  }

  String id() {
    return model.id();
  }

  Topics topics() {
    return topics;
  }

  Object implementation() {
    return implementation;
  }

  List<Mapping> mappings() {
    return List.of(mappingV5, mappingV3);
  }

  /** Reads of a request how to answer it, as far as this service answers. */
  Mapping.Header readHeader(Mapping mapping, Message message) {
    Mapping.Header header = mapping.readHeader(message);
    return settings.options().ownReplyTopicsOnly()
        ? header.answeredOn(topics::isOwnReplyTopic)
        : header;
  }

  ReplyMemory memory() {
    return memory;
  }

  /** Whether a request is for this service: to it alone, or to any. */
  boolean isAddressedBy(Mapping.Header header) {
    return header.memory().isEmpty() || header.memory().get().equals(memory.id());
  }

  /** How many values and signals have been published. */
  long published() {
    return published.get();
  }

  /** Whether no more requests are taken. */
  boolean isLeaving() {
    return leaving;
  }

  /** Whether nothing is to be executed any more. */
  boolean hasLeft() {
    return status.hasLeft();
  }

  Sender sender() {
    return connection.sender();
  }

  Outbox outbox() {
    return connection.outbox();
  }

  /** Logs what others cause by their requests. */
  LogLimit requestLog() {
    return requestLog;
  }

  /** Logs what the implementation causes. */
  LogLimit ownLog() {
    return ownLog;
  }

  /** How replies travel, unless their operation says it. */
  Delivery delivery() {
    return settings.options().delivery().orElse(connection.delivery());
  }

  /** How long a future may take for a caller that does not say how long it waits. */
  Duration futureTimeout() {
    return settings.options().futureTimeout();
  }

  /** Its requests that are not answered. */
  RequestQueue queue() {
    return queue;
  }

  Refusals refusals() {
    return refusals;
  }

  @Override
  public List<String> filters(MqttVersion version) {
    List<String> filters = new ArrayList<>(requestFilters(version));
    group.ifPresent(member -> filters.add(member.ownFilter()));
    filters.add(status.topic());
    if (!model.properties().isEmpty()) {
      filters.add(topics.property("+"));
    }
    return filters;
  }

  private List<String> requestFilters(MqttVersion version) {
    List<String> filters = new ArrayList<>();
    if (!model.properties().isEmpty()) {
      filters.add(topics.set("+"));
    }
    filters.add(topics.requestV3("+"));
    if (version == MqttVersion.MQTT_5) {
      filters.add(topics.requestV5("+"));
    }
    return group.map(member -> member.sharedRequests(filters)).orElse(filters);
  }

  @Override
  public Map<String, Consumer<Message>> receivers() {
    return receivers;
  }

  /**
   * Takes what is said of the service. Not by a receiver, for messages to the topic of one pass by
   * clients on the same connection, which subscribe to the statuses of all.
   */
  @Override
  public boolean receiveOther(Message message) {
    boolean ofStatus = message.topic().equals(status.topic());
    if (ofStatus) {
      status.receive(message);
    }
    return ofStatus; // every member has its receivers
  }

  @Override
  public void onUnreceivable(Message message, String reason) {
    if (topics.isProperty(message.topic()) || message.topic().equals(status.topic())) {
      requestLog.warn(LOG, "{}: what somebody else said is ignored: {}", message.topic(), reason);
    } else if (topics.isSet(message.topic())) {
      requestLog.warn(
          LOG, "{}.{}: a change is refused: {}", id(), topics.memberOf(message.topic()), reason);
    } else {
      boolean known = receivers.containsKey(message.topic());
      refusals.later(message, known ? ErrorCode.INVALID_ARGUMENT : ErrorCode.UNIMPLEMENTED, reason);
    }
  }

  @Override
  public int keptMessages() {
    return model.properties().size() + 1;
  }

  @Override
  public int qos() {
    int least = Math.max(model.leastQos(), settings.options().delivery().leastQos());
    return Math.max(Message.DEFAULT_QOS, least);
  }

  @Override
  public void onConnected() {
    status.announce(mappingNames(), this::publishValues);
  }

  @Override
  public void awaitPublished() {
    status.awaitAnnounced();
  }

  private void publishValues() {
    if (group.isEmpty()) {
      changes.publishValues();
    } else if (begun) {
      runLater(group.get()::joinAgain); // when messages come again
    }
  }

  @Override
  public void onConnectionLost(Throwable cause) {
    LOG.debug("{}: service is not connected", id()); // values are published again on connect
    group.ifPresent(member -> member.onConnectionLost(cause));
    changes.onConnectionLost();
  }

  @Override
  public void onGivenUp(Throwable cause) {
    LOG.error("{}: nobody can reach the service, for there is no connection", id());
  }
}
