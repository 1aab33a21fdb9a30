package io.mqttremoting.internal.service;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.internal.connection.BrokerConnection;
import io.mqttremoting.internal.connection.Farewells;
import io.mqttremoting.internal.connection.Sender;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.internal.wire.Status;
import io.mqttremoting.internal.wire.StatusCodec;
import io.mqttremoting.internal.wire.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says that a service is there, and that it has left (wire protocol, Presence). Thread-safe. */
final class ServiceStatus {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceStatus.class);

  private final BrokerConnection connection;
  private final StatusCodec codec;
  private final Farewells farewells;
  private final String session;
  private final String memory;
  private final Duration expiry;
  private final Optional<String> group;
  private final String topic;
  private final String id;
  private final OwnTopic own;
  private volatile boolean left;
  private Message announced; // null before it is
  private Optional<Sender.Answer> unanswered = Optional.empty();

  /**
   * The status of one service.
   *
   * @param memory by which it can be addressed, unless it is in a group
   * @param group which it is a member of
   * @param expiry after which the broker may forget it; zero for never
   * @param later runs what waits for the broker: corrections of what others say of the service
   */
  ServiceStatus(
      Topics topics,
      BrokerConnection connection,
      StatusCodec codec,
      String session,
      String memory,
      Optional<String> group,
      Duration expiry,
      Consumer<Runnable> later) {
    this.group = group;
    this.expiry = expiry;
    this.connection = connection;
    this.codec = codec;
    this.farewells = connection.farewells();
    this.session = session;
    this.memory = memory;
    this.topic = topics.status(connection.clientId());
    this.id = topics.interfaceId();
    this.own = new OwnTopic(topic, () -> later.accept(this::sayAgain));
  }

  /** It is about to be there. */
  void begin() {
    farewells.forget(topic);
  }

  /**
   * There is a connection: says that it is there, unless it has left.
   *
   * @param mappings the names of those that it answers
   * @param values says what has to be known before
   */
  synchronized void announce(List<String> mappings, Runnable values) {
    if (left) {
      return;
    }
    values.run();
    own.onConnected();
    announced = message(serving(mappings));
    own.saying(announced.payload());
    unanswered = Optional.empty();
    try {
      unanswered = Optional.of(connection.sender().publishPacedAndAnswer(announced));
    } catch (TransportException e) {
      logFailure(e);
    }
  }

  /** Waits until the broker has it: whoever asks it from now on, knows of the service. */
  void awaitAnnounced() {
    Optional<Sender.Answer> answer;
    synchronized (this) {
      answer = unanswered;
      unanswered = Optional.empty();
    }
    try {
      if (answer.isPresent()) {
        answer.get().await();
      }
    } catch (TransportException e) {
      logFailure(e);
    }
  }

  private void logFailure(TransportException e) {
    if (e.code() == ErrorCode.UNAVAILABLE && !connection.isConnected()) {
      LOG.debug("{}: that it is served is told on the next connect", id, e);
    } else {
      LOG.error("{}: that it is served could not be told: {}", id, e.getMessage());
    }
  }

  /** Nobody knows which member of a group a request comes to: it is not addressed to a memory. */
  private Status serving(List<String> mappings) {
    return group
        .map(name -> Status.servingInGroup(mappings, session, name, Instant.now()))
        .orElseGet(() -> Status.serving(mappings, session, memory, Instant.now()));
  }

  /** Leaves; a connect that is under way says nothing else after this. */
  void leave() {
    left = true; // at once, whatever is under way
    own.stop();
    synchronized (this) {
      farewells.say(message(Status.online(false)));
    }
  }

  /** Somebody else has said something of the service, or what it said would expire. */
  synchronized void sayAgain() {
    if (left || announced == null) {
      return;
    }
    own.saying(announced.payload());
    try {
      connection.sender().publishPaced(announced);
    } catch (TransportException e) {
      own.notSaid();
      LOG.debug("{}: not said again: {}", id, e.getMessage());
    }
  }

  String topic() {
    return topic;
  }

  /** Takes what is said of the service; called by the MQTT library. */
  void receive(Message message) {
    own.receive(message);
  }

  boolean hasLeft() {
    return left;
  }

  private Message message(Status status) {
    return new Message(
        topic,
        codec.encode(status),
        Message.DEFAULT_QOS,
        true,
        Message.Properties.expiring(expiry));
  }
}
