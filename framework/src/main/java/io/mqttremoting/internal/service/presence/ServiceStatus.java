package io.mqttremoting.internal.service.presence;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.internal.connection.BrokerConnection;
import io.mqttremoting.internal.connection.Sender;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.wire.MappingV3;
import io.mqttremoting.internal.wire.MappingV5;
import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.internal.wire.Status;
import io.mqttremoting.internal.wire.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says that a service is there, and that it has left (wire protocol, Presence). Thread-safe. */
public final class ServiceStatus {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceStatus.class);

  private final ServiceIdentity identity;
  private final ServiceLife life;
  private final BrokerConnection connection;
  private final Executor later;
  private final String id;
  private final StatusMessages messages;
  private final OwnTopic own;
  private Message announced; // null before it is
  private Optional<Sender.Answer> unanswered = Optional.empty();

  /**
   * The status of one service, which leaves as {@code life} does.
   *
   * @param expiry after which the broker may forget it; zero for never
   * @param later runs what waits for the broker: corrections of what others say of the service
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

  /** It is about to be there. */
  public void begin() {
    connection.farewells().forget(topic());
  }

  /**
   * There is a connection: says that it is there, unless it has left.
   *
   * @param values says what has to be known before
   */
  public synchronized void announce(Runnable values) {
    if (life.hasLeft()) {
      return;
    }
    values.run();
    own.onConnected();
    announced = messages.of(identity.serving(mappings()));
    own.saying(announced.payload());
    unanswered = Optional.empty();
    try {
      unanswered = Optional.of(connection.sender().publishPacedAndAnswer(announced));
    } catch (TransportException e) {
      logFailure(e);
    }
  }

  /** The names of those in which requests are answered on this connection. */
  private List<String> mappings() {
    return connection.speaksMqtt5()
        ? List.of(MappingV5.NAME, MappingV3.NAME)
        : List.of(MappingV3.NAME);
  }

  /** Waits until the broker has it: whoever asks it from now on, knows of the service. */
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
      LOG.debug("{}: that it is served is told on the next connect", id, e);
    } else {
      LOG.error("{}: that it is served could not be told: {}", id, e.getMessage());
    }
  }

  /** Leaves; a connect that is under way says nothing else after this. */
  public void leave() {
    life.leave(); // at once, whatever is under way
    own.stop();
    synchronized (this) {
      connection.farewells().say(messages.of(Status.online(false)));
    }
  }

  /** Says again what was announced, in a thread that may wait; never waits itself. */
  public void sayAgainLater() {
    later.execute(this::sayAgain);
  }

  /** Somebody else has said something of the service, or what it said would expire. */
  private synchronized void sayAgain() {
    if (life.hasLeft() || announced == null) {
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

  /** Where it is said. */
  public String topic() {
    return messages.topic();
  }

  /** Takes what is said of the service; called by the MQTT library. */
  public void receive(Message message) {
    if (own.receive(message)) {
      sayAgainLater();
    }
  }
}
