package io.mqttremoting.internal.service.presence;

import io.mqttremoting.internal.concurrent.BackgroundTasks;
import io.mqttremoting.internal.concurrent.LogLimit;
import io.mqttremoting.internal.connection.BrokerConnection;
import io.mqttremoting.internal.connection.TopicEndpoint;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.internal.wire.Status;
import io.mqttremoting.internal.wire.Topics;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says of a connection on which something is served that it is there, and, when it is closed, that
 * it is not; if it is lost, its last will does (wire protocol, Presence). Should such a will come
 * late, it says again that it is there. Thread-safe.
 */
public final class ConnectionStatus extends TopicEndpoint {
  private static final Logger LOG = LoggerFactory.getLogger(ConnectionStatus.class);

  private final LogLimit log;
  private final BrokerConnection connection;
  private final String session;
  private final StatusMessages messages;
  private final Executor later;
  private final OwnTopic own;
  private boolean listening; // guarded by the lock of Services under which services begin
  private volatile boolean said;

  /**
   * The status of {@code connection} in this session.
   *
   * @param expiry after which the broker may forget what is said; zero for never
   * @param workers where it is said again, which may wait for the broker
   */
  public ConnectionStatus(
      BrokerConnection connection, String session, Duration expiry, Executor workers) {
    super(Topics.connectionStatus(connection.clientId()));
    this.connection = connection;
    this.session = session;
    this.messages = new StatusMessages(topic(), expiry);
    this.later = new BackgroundTasks(topic(), workers);
    this.log = new LogLimit(topic() + ": messages");
    this.own = new OwnTopic(topic());
  }

  /** Something is about to be served: hears from now on what is said of the connection. */
  public void listen() throws TransportException {
    if (!listening) {
      connection.register(this);
      listening = true;
    }
  }

  /** It is about to be closed: what was said, if it was, is not true any more. */
  public void sayOffline() {
    if (said) {
      own.stop();
      publish(message(false));
    }
  }

  /** Says again that it is there, in a thread that may wait. */
  public void sayAgainLater() {
    later.execute(this::say);
  }

  private void say() {
    Message online = message(true);
    own.saying(online.payload());
    if (!publish(online)) {
      own.notSaid();
    }
  }

  private Message message(boolean online) {
    return messages.of(Status.connection(online, session));
  }

  private boolean publish(Message status) {
    try {
      connection.sender().publishPaced(status);
      return true;
    } catch (TransportException e) {
      LOG.debug("{}: not published: {}", topic(), e.getMessage());
      return false;
    }
  }

  @Override
  protected void receive(Message message) {
    if (own.receive(message)) {
      sayAgainLater();
    }
  }

  @Override
  public void onUnreceivable(Message message, String reason) {
    log.warn(LOG, "{}: ignored: {}", message.topic(), reason);
  }

  @Override
  public void onConnected() {
    own.onConnected();
    said = true;
    say(); // once for all services, which say so of themselves behind this
  }
}
