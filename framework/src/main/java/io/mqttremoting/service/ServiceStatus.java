package io.mqttremoting.service;

import io.mqttremoting.transport.BrokerConnection;
import io.mqttremoting.transport.Sender;
import io.mqttremoting.transport.TransportException;
import io.mqttremoting.wire.JsonValueCodec;
import io.mqttremoting.wire.Message;
import io.mqttremoting.wire.Status;
import io.mqttremoting.wire.Topics;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says that a service is there, and that it has left (wire protocol, Presence). Thread-safe. */
final class ServiceStatus {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceStatus.class);

  private final Sender sender;
  private final JsonValueCodec codec;
  private final Farewells farewells;
  private final String session;
  private final String memory;
  private final String topic;
  private final String connectionTopic;
  private final String id;
  private volatile boolean left;

  /**
   * The status of one service.
   *
   * @param memory by which it can be addressed; {@code null} if it cannot
   */
  ServiceStatus(
      Topics topics,
      BrokerConnection connection,
      JsonValueCodec codec,
      Farewells farewells,
      String session,
      String memory) {
    this.sender = connection.sender();
    this.codec = codec;
    this.farewells = farewells;
    this.session = session;
    this.memory = memory;
    this.topic = topics.status(connection.clientId());
    this.connectionTopic = Topics.connectionStatus(connection.clientId());
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
    farewells.sayAgain();
    sayOfConnection(true);
    values.run();
    try { // whoever asks the broker from now on, knows of it
      sender.publishAndWait(message(topic, Status.serving(mappings, session, memory)));
    } catch (TransportException e) {
      LOG.error("{}: that it is served could not be told: {}", id, e.getMessage());
    }
  }

  /** Leaves; a connect that is under way says nothing else after this. */
  void leave() {
    left = true; // at once, whatever is under way
    synchronized (this) {
      farewells.say(message(topic, Status.online(false)));
    }
  }

  boolean hasLeft() {
    return left;
  }

  /** Says for the whole connection whether something is served on it. */
  void sayOfConnection(boolean online) {
    try {
      sender.publish(message(connectionTopic, Status.connection(online, session)));
    } catch (TransportException e) {
      LOG.debug("{}: status not published: {}", id, e.getMessage());
    }
  }

  private Message message(String where, Status status) {
    return new Message(where, codec.encode(status), Message.DEFAULT_QOS, true);
  }
}
