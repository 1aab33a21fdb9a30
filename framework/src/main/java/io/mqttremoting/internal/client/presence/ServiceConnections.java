package io.mqttremoting.internal.client.presence;

import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.internal.concurrent.BoundedQueue;
import io.mqttremoting.internal.concurrent.LogLimit;
import io.mqttremoting.internal.concurrent.MessageCounts;
import io.mqttremoting.internal.connection.BrokerConnection;
import io.mqttremoting.internal.connection.TopicEndpoint;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.internal.wire.Status;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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

  private final LogLimit log;
  private final StatusReader statuses;

  /** The connections that have listeners, by client identifier. */
  private final Map<String, Followed> wanted;

  private final BrokerConnection connection;
  private final Follower follower;

  /** All connections; {@code null} unless they are subscribed to together. */
  private volatile @Nullable AllConnections all;

  /**
   * Subscribes to the statuses of services' connections on {@code connection}.
   *
   * @param asking the queue in which subscriptions are made, because they wait for the broker
   * @param counts counts malformed statuses
   */
  public ServiceConnections(
      BrokerConnection connection, BoundedQueue asking, MessageCounts counts) {
    this.log = new LogLimit("what connections of services say", counts);
    this.statuses = new StatusReader(log);
    Map<String, Followed> followed = new ConcurrentHashMap<>();
    this.wanted = followed;
    this.connection = connection;
    this.follower =
        new Follower(
            connection,
            asking,
            endpoint ->
                endpoint instanceof Followed known && followed.get(known.clientId) == known);
  }

  /**
   * From now on, hears the statuses of all connections in the namespace by one subscription, for
   * clients of services on many connections. Waits for the broker.
   *
   * @throws TransportException if the broker refuses
   */
  public synchronized void followAll() throws TransportException {
    if (all == null) {
      AllConnections together = new AllConnections(connection.statusTopic("+"), statuses, log);
      connection.register(together);
      all = together;
    }
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
              Followed known = before == null ? followed(id) : before;
              known.interested.add(listener);
              return known;
            });
    if (!followed.withAll) {
      follower.follow(followed);
    }
    return followed.latest; // read after the listener was added, so that it misses nothing
  }

  private Followed followed(String clientId) {
    AllConnections together = all;
    String topic = connection.statusTopic(clientId);
    if (together == null) {
      return new Followed(topic, clientId, false, this);
    }
    Followed followed = new Followed(topic, clientId, true, this);
    followed.latest = together.take(clientId);
    connection.adopt(followed);
    return followed;
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
          if (known.interested.isEmpty()) {
            release(known); // at once: who follows it next must find its latest status
            return null;
          }
          return known;
        });
    if (!followed.withAll) {
      follower.follow(followed);
    }
  }

  private void release(Followed followed) {
    AllConnections together = all;
    if (followed.withAll && together != null) {
      connection.release(followed);
      together.put(followed.clientId, followed.latest);
    }
  }

  /** Waits until all queued subscriptions are made or ended, at most this long. */
  public void awaitFollowed(Duration timeout) {
    follower.awaitFollowed(timeout);
  }

  /** The endpoint of one connection's status. */
  private static final class Followed extends TopicEndpoint {
    private final String clientId;
    private final boolean withAll; // whether AllConnections subscribes to it
    private final StatusReader statuses;
    private final LogLimit log;
    private final Set<ConnectionListener> interested = ConcurrentHashMap.newKeySet();
    private volatile @Nullable Status latest; // null while not known

    Followed(String topic, String clientId, boolean withAll, ServiceConnections all) {
      super(topic);
      this.clientId = clientId;
      this.withAll = withAll;
      this.statuses = all.statuses;
      this.log = all.log;
    }

    @Override
    public List<String> filters(MqttVersion version) {
      return withAll ? List.of() : super.filters(version);
    }

    @Override
    public List<String> interests() {
      return List.of(topic());
    }

    @Override
    protected void receive(Message message) {
      if (statuses.isFence(message)) {
        return; // which a connection sends to itself
      }
      Status status = statuses.read(message).orElse(StatusReader.OFFLINE);
      Status before = latest;
      if (message.redelivered() && before != null && !status.equals(before)) {
        interested.forEach(listener -> listener.onPerhapsOld(false));
        if (status.online()) {
          return; // if it is back, it says so when it is asked
        }
      }
      latest = status;
      interested.forEach(
          listener -> listener.onConnectionStatus(clientId, status, message.mayBeOld()));
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
