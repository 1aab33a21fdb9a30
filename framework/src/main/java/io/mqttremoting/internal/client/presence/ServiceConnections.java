package io.mqttremoting.internal.client.presence;

import io.mqttremoting.internal.concurrent.BoundedQueue;
import io.mqttremoting.internal.concurrent.LogLimit;
import io.mqttremoting.internal.connection.BrokerConnection;
import io.mqttremoting.internal.connection.TopicEndpoint;
import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.internal.wire.Status;
import io.mqttremoting.internal.wire.Topics;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the connections of services say of themselves (wire protocol, Presence): each is listened to
 * once, and what it says is read once, however many interfaces are served on it. Thread-safe.
 */
public final class ServiceConnections {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceConnections.class);

  private final LogLimit log = new LogLimit("what connections of services say");
  private final StatusReader statuses = new StatusReader(log);

  /** Those that somebody wants to know of, by their client identifiers. */
  private final Map<String, Followed> wanted;

  private final Follower follower;

  /**
   * Follows connections of services by subscriptions of {@code connection}.
   *
   * @param asking where subscriptions are made, which wait for the broker
   */
  public ServiceConnections(BrokerConnection connection, BoundedQueue asking) {
    Map<String, Followed> all = new ConcurrentHashMap<>();
    this.wanted = all;
    this.follower =
        new Follower(
            connection,
            asking,
            endpoint -> endpoint instanceof Followed known && all.get(known.clientId) == known);
  }

  /**
   * Has {@code listener} told of what this connection says. May be called under the lock of the
   * listener.
   *
   * @return what it has said last; {@code null} if that is not known
   */
  Status follow(String clientId, ConnectionListener listener) {
    Followed followed =
        wanted.compute(
            clientId,
            (id, before) -> {
              Followed known = before == null ? new Followed(id, statuses, log) : before;
              known.interested.add(listener);
              return known;
            });
    follower.follow(followed);
    return followed.latest; // after it was added: it is told of what comes later
  }

  /** Has {@code listener} not told any more. */
  void unfollow(String clientId, ConnectionListener listener) {
    Followed followed = wanted.get(clientId);
    if (followed == null) {
      return;
    }
    wanted.computeIfPresent(
        clientId,
        (id, known) -> {
          known.interested.remove(listener);
          return known.interested.isEmpty() ? null : known;
        });
    follower.follow(followed);
  }

  /** Waits until those are listened to that are to be; false if they are not within this time. */
  public boolean awaitFollowed(Duration timeout) {
    return follower.awaitFollowed(timeout);
  }

  /** One connection, to which this listens. */
  private static final class Followed extends TopicEndpoint {
    private final String clientId;
    private final StatusReader statuses;
    private final LogLimit log;
    private final Set<ConnectionListener> interested = ConcurrentHashMap.newKeySet();
    private volatile Status latest; // null while not known

    Followed(String clientId, StatusReader statuses, LogLimit log) {
      super(Topics.connectionStatus(clientId));
      this.clientId = clientId;
      this.statuses = statuses;
      this.log = log;
    }

    @Override
    protected void receive(Message message) {
      if (statuses.isFence(message)) {
        return; // which it says to itself
      }
      Status status = statuses.read(message).orElse(StatusReader.OFFLINE);
      latest = status;
      interested.forEach(
          listener -> listener.onConnectionStatus(clientId, status, message.retained()));
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
