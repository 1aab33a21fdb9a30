package io.mqttremoting.internal.service.presence;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.internal.connection.BrokerConnection;
import io.mqttremoting.internal.connection.Sender;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.wire.Mappings;
import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.internal.wire.Status;
import io.mqttremoting.internal.wire.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes the online and offline statuses of one service (wire protocol, Presence). Thread-safe.
 */
public final class ServiceStatus {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceStatus.class);

  private final ServiceIdentity identity;
  private final ServiceLife life;
  private final BrokerConnection connection;
  private final Executor later;
  private final String id;
  private final StatusMessages messages;
  private final OwnTopic own;
  private @Nullable Message announced; // null before the first connect
  private Optional<Sender.Answer> unanswered = Optional.empty();

  /**
   * The status of one service. {@link #leave} ends {@code life}.
   *
   * @param expiry the time after which the broker may drop the status; zero for never
   * @param later publishes the status again, in threads that may wait for the broker
   */
  public ServiceStatus(
      Topics topics,
      ServiceIdentity identity,
      ServiceLife life,
      BrokerConnection connection,
      Duration expiry,
      Executor later) {
    this.identity = identity;
    this.life = life;
    this.connection = connection;
    this.later = later;
    this.id = topics.interfaceId();
    this.messages = new StatusMessages(topics.status(connection.clientId()), expiry);
    this.own = new OwnTopic(messages.topic());
  }

  /** Drops a pending offline status on this topic; called before the service starts. */
  public void begin() {
    connection.offlineStatuses().discard(topic());
  }

  /**
   * Runs {@code values} and then publishes the online status; called on each new connection. Has no
   * effect after leaving.
   *
   * @param values publishes what clients must have before the status
   */
  public synchronized void announce(Runnable values) {
    if (life.hasLeft()) {
      return;
    }
    values.run();
    own.onConnected();
    announced = messages.of(identity.serving(mappings()));
    own.publishing(announced.payload());
    unanswered = Optional.empty();
    try {
      unanswered = Optional.of(connection.sender().ask(Sender.When.PACED, announced));
    } catch (TransportException e) {
      logFailure(e);
    }
  }

  /** Returns the names of the mappings in which requests are answered on this connection. */
  private List<String> mappings() {
    return Mappings.names(connection.speaksMqtt5() ? MqttVersion.MQTT_5 : MqttVersion.MQTT_3_1_1);
  }

  /**
   * Waits until the broker has acknowledged the online status: clients that subscribe after that
   * receive it. A failure is logged.
   */
  public void awaitAnnounced() {
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
      LOG.debug("{}: its online status is published on the next connect", id, e);
    } else {
      LOG.error("{}: that it is served could not be told: {}", id, e.getMessage());
    }
  }

  /**
   * Publishes the offline status, now or on the next connect. A concurrent connect does not publish
   * an online status after this.
   */
  public void leave() {
    life.leave(); // before the lock, which a connect may hold
    own.stop();
    synchronized (this) {
      connection.offlineStatuses().publish(messages.of(Status.online(false)));
    }
  }

  /** Publishes the online status again, in a thread that may wait; never waits itself. */
  public void republishLater() {
    later.execute(this::republish);
  }

  /**
   * Publishes the online status again, because somebody else published on the topic, somebody asks
   * for it, or it would expire. May wait for the broker.
   */
  public synchronized void republish() {
    if (life.hasLeft() || announced == null) {
      return;
    }
    own.publishing(announced.payload());
    try {
      connection.sender().publish(Sender.When.PACED, announced);
    } catch (TransportException e) {
      own.notPublished();
      LOG.debug("{}: not said again: {}", id, e.getMessage());
    }
  }

  /** Publishes the online status on another topic once; may wait for the broker. */
  public synchronized void tell(String other) {
    if (life.hasLeft() || announced == null) {
      return;
    }
    try {
      connection
          .sender()
          .publish(Sender.When.PACED, new Message(other, announced.payload(), 0, false));
    } catch (TransportException e) {
      LOG.debug("{}: not told to fleets: {}", id, e.getMessage());
    }
  }

  /** Returns the topic of the status. */
  public String topic() {
    return messages.topic();
  }

  /** Takes a message on the topic of the status; called by the MQTT library. */
  public void receive(Message message) {
    if (own.receive(message)) {
      republishLater();
    }
  }
}
