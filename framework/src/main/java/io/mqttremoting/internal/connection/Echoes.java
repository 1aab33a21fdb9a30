package io.mqttremoting.internal.connection;

import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.internal.wire.RandomId;
import io.mqttremoting.internal.wire.Status;
import io.mqttremoting.internal.wire.StatusCodec;
import io.mqttremoting.internal.wire.Topics;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The messages that a connection publishes to itself, and which of them have not come back.
 * Thread-safe.
 *
 * <p>Each is a status message of the connection, at QoS 1, not retained (wire protocol, Presence):
 * with the access control list of docs/mosquitto, a client may publish and receive that.
 */
final class Echoes {
  private final String topic;
  private final String session;
  private final int qos;
  private final int subscriptionQos;
  private final StatusCodec codec = new StatusCodec();
  private final Map<String, Echo> expected = new ConcurrentHashMap<>();
  private volatile @Nullable Throwable lost; // the cause; null if the connection is not lost

  /** A message, and a future that completes when it comes back. */
  record Echo(Message message, CompletableFuture<Void> back) {}

  Echoes(ConnectionSettings settings) {
    this.topic = Topics.connectionStatus(settings.namespace(), settings.clientId());
    this.session = settings.session();
    this.qos = Math.max(Message.DEFAULT_QOS, settings.leastQos());
    this.subscriptionQos = settings.subscriptionQos(Message.DEFAULT_QOS);
  }

  String topic() {
    return topic;
  }

  int subscriptionQos() {
    return subscriptionQos;
  }

  /** Creates a message to publish; it is expected back until {@link #forget}. */
  Echo next() {
    byte[] payload = codec.encode(Status.connection(true, session), RandomId.next());
    Echo echo = new Echo(new Message(topic, payload, qos, false), new CompletableFuture<>());
    expected.put(text(echo.message()), echo);
    if (lost != null) { // end(…) may not have seen it
      echo.back().completeExceptionally(lost);
    }
    return echo;
  }

  void forget(Echo echo) {
    expected.remove(text(echo.message()));
  }

  private static String text(Message message) {
    return new String(message.payload(), StandardCharsets.UTF_8);
  }

  /**
   * Returns whether a message is one of these, including those that were forgotten; completes its
   * future.
   */
  boolean receive(Message message) {
    if (!message.topic().equals(topic)) {
      return false;
    }
    Echo echo = expected.get(text(message));
    if (echo != null) {
      echo.back().complete(null);
    }
    return echo != null || codec.isFence(message.payload(), session);
  }

  /** Fails all futures: the connection is lost, nothing comes back any more. */
  void end(Throwable cause) {
    lost = cause;
    expected.values().forEach(echo -> echo.back().completeExceptionally(cause));
  }

  boolean isLost() {
    return lost != null;
  }
}
