package io.mqttremoting.internal.client.presence;

import io.mqttremoting.internal.concurrent.BoundedQueue;
import io.mqttremoting.internal.concurrent.LogLimit;
import io.mqttremoting.internal.connection.BrokerConnection;
import io.mqttremoting.internal.connection.TopicEndpoint;
import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.internal.wire.Status;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The statuses of the connections of services (wire protocol, Presence). Each connection is
 * subscribed to once, and each of its statuses is decoded once, however many interfaces it serves.
 * Thread-safe.
 */
public final class ServiceConnections {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceConnections.class);

  private final LogLimit log = new LogLimit("what connections of services say");
  private final StatusReader statuses = new StatusReader(log);

  /** The connections that have listeners, by client identifier. */
  private final Map<String, Followed> wanted;

  private final UnaryOperator<String> statusTopic;
  private final Follower follower;

  /**
   * Subscribes to the statuses of services' connections on {@code connection}.
   *
   * @param asking the queue in which subscriptions are made, because they wait for the broker
   */
  public ServiceConnections(BrokerConnection connection, BoundedQueue asking) {
    Map<String, Followed> all = new ConcurrentHashMap<>();
    this.wanted = all;
    this.statusTopic = connection::statusTopic;
    this.follower =
        new Follower(
            connection,
            asking,
            endpoint -> endpoint instanceof Followed known && all.get(known.clientId) == known);
  }

  /**
   * Adds a listener to the statuses of the connection of {@code clientId}, and queues a
   * subscription if needed. May be called while holding the lock of the listener.
   *
   * @return the last status of the connection; {@code null} if it is not known
   */
  @Nullable Status follow(String clientId, ConnectionListener listener) {
    Followed followed =
        wanted.compute(
            clientId,
            (id, before) -> {
              Followed known =
                  before == null ? new Followed(statusTopic.apply(id), id, statuses, log) : before;
              known.interested.add(listener);
              return known;
            });
    follower.follow(followed);
    return followed.latest; // read after the listener was added, so that it misses nothing
  }

  /** Removes a listener; unsubscribes after the last one. */
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

  /** Waits until all queued subscriptions are made or ended, at most this long. */
  public void awaitFollowed(Duration timeout) {
    follower.awaitFollowed(timeout);
  }

  /** The endpoint of one connection's status. */
  private static final class Followed extends TopicEndpoint {
    private final String clientId;
    private final StatusReader statuses;
    private final LogLimit log;
    private final Set<ConnectionListener> interested = ConcurrentHashMap.newKeySet();
    private volatile @Nullable Status latest; // null while not known

    Followed(String topic, String clientId, StatusReader statuses, LogLimit log) {
      super(topic);
      this.clientId = clientId;
      this.statuses = statuses;
      this.log = log;
    }

    @Override
    protected void receive(Message message) {
      if (statuses.isFence(message)) {
        return; // which a connection sends to itself
      }
      Status status = statuses.read(message).orElse(StatusReader.OFFLINE);
      latest = status;
      interested.forEach(
          listener -> listener.onConnectionStatus(clientId, status, message.retained()));
    }

    @Override
    public boolean needsRetained() {
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
