package io.mqttremoting.internal.service;

import io.mqttremoting.internal.concurrent.LogLimit;
import io.mqttremoting.internal.connection.BrokerConnection;
import io.mqttremoting.internal.connection.TopicEndpoint;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.internal.wire.Status;
import io.mqttremoting.internal.wire.StatusCodec;
import io.mqttremoting.internal.wire.Topics;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says of a connection on which something is served that it is there, and, when it is closed, that
 * it is not; if it is lost, its last will does (wire protocol, Presence). Should such a will come
 * late, it says again that it is there. Thread-safe.
 */
final class ConnectionStatus extends TopicEndpoint {
  private static final Logger LOG = LoggerFactory.getLogger(ConnectionStatus.class);

  private final LogLimit log;
  private final BrokerConnection connection;
  private final StatusCodec codec;
  private final String session;
  private final Message.Properties properties;
  private final Executor workers;
  private final OwnTopic own;
  private boolean listening; // guarded by the lock of Services under which services begin
  private volatile boolean said;

  /**
   * Corrects what others say of the connection in {@code workers}.
   *
   * @param expiry after which the broker may forget what is said; zero for never
   */
  ConnectionStatus(
      BrokerConnection connection,
      StatusCodec codec,
      String session,
      Duration expiry,
      Executor workers) {
    super(Topics.connectionStatus(connection.clientId()));
    this.properties = Message.Properties.expiring(expiry);
    this.connection = connection;
    this.codec = codec;
    this.session = session;
    this.workers = workers;
    this.log = new LogLimit(topic() + ": messages");
    this.own = new OwnTopic(topic(), this::sayAgainLater);
  }

  /** Something is about to be served: hears from now on what is said of the connection. */
  void listen() throws TransportException {
    if (!listening) {
      connection.register(this);
      listening = true;
    }
  }

  /** It is about to be closed: what was said, if it was, is not true any more. */
  void sayOffline() {
    if (said) {
      own.stop();
      publish(false);
    }
  }

  /** Says again that it is there, in a thread that may wait. */
  void sayAgainLater() {
    try {
      workers.execute(() -> say());
    } catch (RejectedExecutionException e) {
      LOG.debug("{}: not said again, for the connection is closed", topic(), e);
    }
  }

  private void say() {
    own.saying(payload(true));
    if (!publish(true)) {
      own.notSaid();
    }
  }

  private byte[] payload(boolean online) {
    return codec.encode(Status.connection(online, session));
  }

  private boolean publish(boolean online) {
    try {
      connection
          .sender()
          .publishPaced(
              new Message(topic(), payload(online), Message.DEFAULT_QOS, true, properties));
      return true;
    } catch (TransportException e) {
      LOG.debug("{}: not published: {}", topic(), e.getMessage());
      return false;
    }
  }

  @Override
  protected void receive(Message message) {
    own.receive(message);
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
