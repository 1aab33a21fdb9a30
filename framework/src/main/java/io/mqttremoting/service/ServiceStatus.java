package io.mqttremoting.service;

import io.mqttremoting.transport.BrokerConnection;
import io.mqttremoting.transport.Farewells;
import io.mqttremoting.transport.Sender;
import io.mqttremoting.transport.TransportException;
import io.mqttremoting.wire.Message;
import io.mqttremoting.wire.Status;
import io.mqttremoting.wire.StatusCodec;
import io.mqttremoting.wire.Topics;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says that a service is there, and that it has left (wire protocol, Presence). Thread-safe. */
final class ServiceStatus {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceStatus.class);

  private final Sender sender;
  private final StatusCodec codec;
  private final Farewells farewells;
  private final ConnectionStatus connectionStatus;
  private final String session;
  private final String memory;
  private final Optional<String> group;
  private final String topic;
  private final String id;
  private volatile boolean left;

  /**
   * The status of one service.
   *
   * @param memory by which it can be addressed, unless it is in a group
   * @param group which it is a member of
   */
  ServiceStatus(
      Topics topics,
      BrokerConnection connection,
      StatusCodec codec,
      ConnectionStatus connectionStatus,
      String session,
      String memory,
      Optional<String> group) {
    this.group = group;
    this.sender = connection.sender();
    this.codec = codec;
    this.farewells = connection.farewells();
    this.connectionStatus = connectionStatus;
    this.session = session;
    this.memory = memory;
    this.topic = topics.status(connection.clientId());
    this.id = topics.interfaceId();
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
    connectionStatus.sayOnline();
    values.run();
    try { // whoever asks the broker from now on, knows of it
      sender.publishAndWait(message(serving(mappings)));
    } catch (TransportException e) {
      LOG.error("{}: that it is served could not be told: {}", id, e.getMessage());
    }
  }

  /** Nobody knows which member of a group a request comes to: it is not addressed to a memory. */
  private Status serving(List<String> mappings) {
    return group
        .map(name -> Status.servingInGroup(mappings, session, name))
        .orElseGet(() -> Status.serving(mappings, session, memory));
  }

  /** Leaves; a connect that is under way says nothing else after this. */
  void leave() {
    left = true; // at once, whatever is under way
    synchronized (this) {
      farewells.say(message(Status.online(false)));
    }
  }

  boolean hasLeft() {
    return left;
  }

  private Message message(Status status) {
    return new Message(topic, codec.encode(status), Message.DEFAULT_QOS, true);
  }
}
