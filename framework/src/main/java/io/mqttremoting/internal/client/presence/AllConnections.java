package io.mqttremoting.internal.client.presence;

import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.internal.concurrent.LogLimit;
import io.mqttremoting.internal.connection.Endpoint;
import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.internal.wire.Status;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The statuses of all connections in a namespace, heard by one subscription. Keeps the latest
 * status of those that nobody follows, because the broker does not send it again. Thread-safe.
 */
final class AllConnections implements Endpoint {
  private static final Logger LOG = LoggerFactory.getLogger(AllConnections.class);

  /** Any client may publish statuses. */
  private static final int MAX_KEPT = 200_000;

  private final String filter;
  private final StatusReader statuses;
  private final LogLimit log;
  private final Map<String, Status> kept = new ConcurrentHashMap<>(); // by client identifier

  AllConnections(String filter, StatusReader statuses, LogLimit log) {
    this.filter = filter;
    this.statuses = statuses;
    this.log = log;
  }

  /** The latest status of a connection, which somebody follows from now on. */
  @Nullable Status take(String clientId) {
    return kept.remove(clientId);
  }

  /** Keeps the status of a connection that nobody follows any more, unless a later one is here. */
  void put(String clientId, @Nullable Status latest) {
    if (latest != null && kept.size() < MAX_KEPT) {
      kept.putIfAbsent(clientId, latest);
    }
  }

  @Override
  public boolean receiveOther(Message message) {
    if (statuses.isFence(message)) {
      return true; // which a connection sends to itself
    }
    String clientId = message.topic().substring(message.topic().lastIndexOf('/') + 1);
    if (message.payload().length == 0) {
      kept.remove(clientId); // somebody cleared it
    } else if (kept.size() >= MAX_KEPT && !kept.containsKey(clientId)) {
      log.error(LOG, "{}: ignored because {} connections are known", message.topic(), kept.size());
    } else {
      kept.put(clientId, statuses.read(message).orElse(StatusReader.OFFLINE));
    }
    return true;
  }

  @Override
  public List<String> filters(MqttVersion version) {
    return List.of(filter);
  }

  /** Brokers queue a limited number of messages for a client, except at QoS 0. */
  @Override
  public int qos() {
    return 0;
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
    kept.clear();
  }

  @Override
  public String toString() {
    return filter;
  }
}
