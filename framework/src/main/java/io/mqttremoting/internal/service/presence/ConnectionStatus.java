package io.mqttremoting.internal.service.presence;

import io.mqttremoting.internal.concurrent.BackgroundTasks;
import io.mqttremoting.internal.concurrent.LogLimit;
import io.mqttremoting.internal.connection.BrokerConnection;
import io.mqttremoting.internal.connection.Sender;
import io.mqttremoting.internal.connection.TopicEndpoint;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.internal.wire.Status;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes the status of a connection on which something is served: online on each connect,
 * offline before it is closed. If the connection is lost, its last will publishes the offline
 * status (wire protocol, Presence). If such a last will arrives late, the online status is
 * published again. Thread-safe.
 */
public final class ConnectionStatus extends TopicEndpoint {
  private static final Logger LOG = LoggerFactory.getLogger(ConnectionStatus.class);

  private final LogLimit log;
  private final BrokerConnection connection;
  private final String session;
  private final StatusMessages messages;
  private final Executor later;
  private final OwnTopic own;
  private boolean listening; // guarded by the lock that Services holds while services start
  private volatile boolean published;

  /**
   * The status of {@code connection}.
   *
   * @param session the random ID of the connection object
   * @param expiry the time after which the broker may drop the status; zero for never
   * @param workers publish the status again; these threads may wait for the broker
   */
  public ConnectionStatus(
      BrokerConnection connection, String session, Duration expiry, Executor workers) {
    super(connection.statusTopic(connection.clientId()));
    this.connection = connection;
    this.session = session;
    this.messages = new StatusMessages(topic(), expiry);
    this.later = new BackgroundTasks(topic(), workers);
    this.log = new LogLimit(topic() + ": messages");
    this.own = new OwnTopic(topic());
  }

  /**
   * Registers with the connection before the first service starts, to publish the status and
   * receive what others publish on its topic.
   *
   * @throws TransportException if the broker refuses the subscription or the connection is closed
   */
  public void listen() throws TransportException {
    if (!listening) {
      connection.register(this);
      listening = true;
    }
  }

  /**
   * Publishes the offline status if an online status was published; called before the connection is
   * closed.
   */
  public void publishOffline() {
    if (published) {
      own.stop();
      publish(message(false));
    }
  }

  /** Publishes the online status again, in a thread that may wait; never waits itself. */
  public void republishLater() {
    later.execute(this::republish);
  }

  /** Publishes the online status again; may wait for the broker. */
  public void republish() {
    Message online = message(true);
    own.publishing(online.payload());
    if (!publish(online)) {
      own.notPublished();
    }
  }

  private Message message(boolean online) {
    return messages.of(Status.connection(online, session));
  }

  private boolean publish(Message status) {
    try {
      connection.sender().publish(Sender.When.PACED, status);
      return true;
    } catch (TransportException e) {
      LOG.debug("{}: not published: {}", topic(), e.getMessage());
      return false;
    }
  }

  @Override
  protected void receive(Message message) {
    if (own.receive(message)) {
      republishLater();
    }
  }

  @Override
  public void onUnreceivable(Message message, String reason) {
    log.warn(LOG, "{}: ignored: {}", message.topic(), reason);
  }

  @Override
  public void onConnected() {
    own.onConnected();
    published = true;
    republish(); // once for all services, whose own statuses follow
  }
}
