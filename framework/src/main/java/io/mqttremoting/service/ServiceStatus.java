package io.mqttremoting.service;

import io.mqttremoting.transport.BrokerConnection;
import io.mqttremoting.transport.TransportException;
import io.mqttremoting.wire.JsonValueCodec;
import io.mqttremoting.wire.Message;
import io.mqttremoting.wire.Status;
import io.mqttremoting.wire.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says that a service is there, and that it has left (wire protocol, Presence). Thread-safe. */
final class ServiceStatus {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceStatus.class);

  /**
   * How long a broker of MQTT 5 keeps what a service says of itself, for one that was killed cannot
   * take it back. Shorter than it keeps that the connection was lost, lest that is forgotten first.
   */
  private static final Duration EXPIRY = Duration.ofDays(2);

  private static final Message.Properties EXPIRES =
      new Message.Properties(null, null, EXPIRY.toSeconds(), Map.of());

  /** How often it has to be said again, so that it never expires while the service is there. */
  static final Duration REFRESH = EXPIRY.dividedBy(4);

  private final BrokerConnection connection;
  private final JsonValueCodec codec;
  private final Farewells farewells;
  private final String session;
  private final String memory;
  private final String topic;
  private final String id;
  private boolean left;

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
    this.connection = connection;
    this.codec = codec;
    this.farewells = farewells;
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
    farewells.sayAgain();
    sayOfConnection(true);
    values.run();
    try { // whoever asks the broker from now on, knows of it
      connection.publishAndWait(online(mappings));
    } catch (TransportException e) {
      LOG.error("{}: that it is served could not be told: {}", id, e.getMessage());
    }
  }

  /** Says again that it is there, if so and if there is a connection. */
  synchronized void refresh(List<String> mappings) {
    if (left) {
      return;
    }
    try {
      connection.publish(online(mappings));
    } catch (TransportException e) {
      LOG.debug("{}: said on the next connect: {}", id, e.getMessage());
    }
  }

  private Message online(List<String> mappings) {
    byte[] status = codec.encode(Status.serving(mappings, session, memory));
    return new Message(topic, status, Message.DEFAULT_QOS, true, EXPIRES);
  }

  /** Has left; a connect that is under way says nothing else after this. */
  synchronized void leave() {
    left = true;
    farewells.say(message(topic, Status.online(false)));
  }

  /** Says for the whole connection whether something is served on it. */
  void sayOfConnection(boolean online) {
    try {
      connection.publish(
          message(
              Topics.connectionStatus(connection.clientId()), Status.connection(online, session)));
    } catch (TransportException e) {
      LOG.debug("{}: status not published: {}", id, e.getMessage());
    }
  }

  private Message message(String where, Status status) {
    return new Message(where, codec.encode(status), Message.DEFAULT_QOS, true);
  }
}
