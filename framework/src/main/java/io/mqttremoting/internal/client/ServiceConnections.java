package io.mqttremoting.internal.client;

import io.mqttremoting.internal.concurrent.LogLimit;
import io.mqttremoting.internal.connection.Endpoint;
import io.mqttremoting.internal.connection.TopicEndpoint;
import io.mqttremoting.internal.json.BadPayloadException;
import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.internal.wire.Status;
import io.mqttremoting.internal.wire.StatusCodec;
import io.mqttremoting.internal.wire.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the connections of services say of themselves (wire protocol, Presence): each is listened to
 * once, and what it says is read once, however many interfaces are served on it. Thread-safe.
 */
final class ServiceConnections {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceConnections.class);

  private final LogLimit log = new LogLimit("what connections of services say");
  private final StatusCodec codec = new StatusCodec();
  private final Follower follower;

  /** Those that somebody wants to know of, by their client identifiers. */
  private final Map<String, Followed> wanted = new HashMap<>();

  ServiceConnections(Clients clients) {
    this.follower = new Follower(clients, this::isWanted);
  }

  private synchronized boolean isWanted(Endpoint endpoint) {
    return endpoint instanceof Followed known && wanted.get(known.clientId) == known;
  }

  /**
   * Has {@code presence} told of what this connection says. May be called under the lock of {@code
   * presence}.
   *
   * @return what it has said last; {@code null} if that is not known
   */
  Status follow(String clientId, ServicePresence presence) {
    Followed connection;
    synchronized (this) {
      connection = wanted.computeIfAbsent(clientId, Followed::new);
      connection.interested.add(presence);
    }
    follower.follow(connection);
    return connection.latest; // after it was added: it is told of what comes later
  }

  /** Has {@code presence} not told any more. */
  void unfollow(String clientId, ServicePresence presence) {
    Followed connection;
    synchronized (this) {
      connection = wanted.get(clientId);
      if (connection == null) {
        return;
      }
      connection.interested.remove(presence);
      if (connection.interested.isEmpty()) {
        wanted.remove(clientId);
      }
    }
    follower.follow(connection);
  }

  /** Waits until those are listened to that are to be; false if they are not within this time. */
  boolean awaitFollowed(Duration timeout) {
    return follower.awaitFollowed(timeout);
  }

  /** One connection, to which this listens. */
  private final class Followed extends TopicEndpoint {
    private final String clientId;
    private final Set<ServicePresence> interested = ConcurrentHashMap.newKeySet();
    private volatile Status latest; // null while not known

    Followed(String clientId) {
      super(Topics.connectionStatus(clientId));
      this.clientId = clientId;
    }

    @Override
    protected void receive(Message message) {
      if (!message.retained() && codec.isFence(message.payload())) {
        return; // which it says to itself
      }
      Status status = read(message);
      latest = status;
      interested.forEach(presence -> presence.onConnectionStatus(clientId, status, message));
    }

    private Status read(Message message) {
      try {
        return Objects.requireNonNullElse(codec.decode(message.payload()), ServicePresence.OFFLINE);
      } catch (BadPayloadException e) {
        log.warn(LOG, "{}: a bad status counts as offline: {}", topic(), e.getMessage());
        LOG.debug("{}: why the status counts as offline", topic(), e);
        return ServicePresence.OFFLINE;
      }
    }

    @Override
    public boolean awaitsWhatIsKept() {
      return true;
    }

    @Override
    public void onUnreceivable(Message message, String reason) {
      log.warn(LOG, "{}: ignored: {}", message.topic(), reason);
    }

    @Override
    public void onConnectionLost(Throwable cause) {
      latest = null; // the clients' endpoints forget it, too
    }
  }
}
