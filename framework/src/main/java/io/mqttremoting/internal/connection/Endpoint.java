package io.mqttremoting.internal.connection;

import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.internal.wire.Message;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A client or a service of one interface, as its connection sees it. All of it is called in threads
 * of the MQTT library, save {@link #onConnected} and what follows it here, and must not hold them
 * up.
 */
public interface Endpoint {
  /** What to subscribe to on a connection that speaks {@code version}. */
  List<String> filters(MqttVersion version);

  /** The quality of service to subscribe at. */
  int qos();

  /**
   * How many messages a broker may keep for these subscriptions, as far as that is known: they come
   * at once.
   */
  default int keptMessages() {
    return 1;
  }

  /**
   * Whether it is about what the broker keeps: that is to have come before the connection says that
   * it is there.
   */
  default boolean awaitsWhatIsKept() {
    return false;
  }

  /** Who takes the messages of each known topic. */
  Map<String, Consumer<Message>> receivers();

  /** Takes a message whose topic is none of the receivers'; false if it is not known either. */
  boolean receiveOther(Message message);

  /** A message that no receiver gets: its topic is not known, or it is too large. */
  void onUnreceivable(Message message, String reason);

  /** All filters are subscribed to; called in the thread that connects or registers. */
  void onConnected();

  /**
   * Waits until the broker has what was published in {@link #onConnected}; called in the thread
   * that connects or registers, when all endpoints have published theirs.
   */
  default void awaitPublished() {}

  /** The connection is lost; called before it is made again. */
  void onConnectionLost(Throwable cause);

  /** The connection is lost, and is not going to be made again by itself. */
  void onGivenUp(Throwable cause);
}
