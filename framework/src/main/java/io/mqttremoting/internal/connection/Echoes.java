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

/**
 * The messages of a connection to itself, and which of them are to come back. Thread-safe.
 *
 * <p>Each is what the connection says of itself, at QoS 1, not retained (wire protocol, Presence):
 * a client may publish and hear that with the access control list of docs/mosquitto.
 */
final class Echoes {
  private final String topic;
  private final String session;
  private final int qos;
  private final StatusCodec codec = new StatusCodec();
  private final Map<String, Echo> expected = new ConcurrentHashMap<>();
  private volatile Throwable lost; // by what; null as long as the connection is not

  /** One message, and whether it is back. */
  record Echo(Message message, CompletableFuture<Void> back) {}

  Echoes(ConnectionSettings settings) {
    this.topic = Topics.connectionStatus(settings.clientId());
    this.session = settings.session();
    this.qos = Math.max(Message.DEFAULT_QOS, settings.leastQos());
  }

  String topic() {
    return topic;
  }

  int qos() {
    return qos;
  }

  /** A message that is to be published, and comes back unless it is forgotten before. */
  Echo next() {
    byte[] payload = codec.encode(Status.connection(true, session), RandomId.next());
    Echo echo = new Echo(new Message(topic, payload, qos, false), new CompletableFuture<>());
    expected.put(text(echo.message()), echo);
    if (lost != null) { // else nobody would end it
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

  /** Takes a message if it is one of these, also one that was forgotten. */
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

  /** The connection is lost: nothing comes back any more. */
  void end(Throwable cause) {
    lost = cause;
    expected.values().forEach(echo -> echo.back().completeExceptionally(cause));
  }

  boolean isLost() {
    return lost != null;
  }
}
