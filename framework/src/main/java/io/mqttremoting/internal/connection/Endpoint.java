package io.mqttremoting.internal.connection;

import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.internal.wire.Message;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A client or a service of one interface, as its connection sees it. Methods that are called by
 * threads of the MQTT library must not block them.
 */
public interface Endpoint {
  /**
   * The filters to subscribe to on a connection that speaks {@code version}. Called by any thread:
   * those that connect, register or unregister, and threads of the MQTT library.
   */
  List<String> filters(MqttVersion version);

  /**
   * The filters of the topics that this endpoint wants messages of. They are the same while it is
   * registered. Others than {@link #filters} if the subscriptions of another endpoint include them.
   * Called by the same threads.
   */
  default List<String> interests() {
    return filters(MqttVersion.MQTT_5);
  }

  /** Whether the filters have wildcards in place of modules, interfaces and namespaces. */
  default boolean isOfAllInterfaces() {
    return false;
  }

  /**
   * The QoS to subscribe at. Called by the thread that connects or registers, or by a worker that
   * subscribes again.
   */
  int qos();

  /**
   * How many retained messages a broker may have for these subscriptions, as far as that is known.
   * It sends them all at once when they are subscribed to. Called by the thread that connects, or
   * by a worker that subscribes again.
   */
  default int retainedMessages() {
    return 1;
  }

  /**
   * Whether this endpoint needs retained messages: then the connection reports that it is connected
   * only after it has waited for them. Called by the thread that connects, or by a worker.
   */
  default boolean needsRetained() {
    return false;
  }

  /**
   * The receiver of each known topic. Called by the thread that registers or unregisters. Receivers
   * are called by a thread of the MQTT library or, for messages that arrived while connecting, by
   * the thread that connects.
   */
  default Map<String, Consumer<Message>> receivers() {
    return Map.of();
  }

  /**
   * Topics of messages that this publishes, if they are deeper or longer than those of the messages
   * that it receives. Called by the thread that registers.
   */
  default List<String> published() {
    return List.of();
  }

  /**
   * Whether {@link #receiveOther} takes all messages of the interests, also those for which other
   * endpoints have receivers. It is the same while this is registered.
   */
  default boolean takesAll() {
    return false;
  }

  /**
   * Takes a message whose topic has no receiver; false if this endpoint does not know the topic
   * either. Called by the same threads as receivers.
   */
  boolean receiveOther(Message message);

  /**
   * Reports a message that no receiver gets because its topic is not known or it is too large.
   * Called by the same threads as receivers.
   */
  void onUnreceivable(Message message, String reason);

  /**
   * Called when all filters are subscribed to, in the thread that connects or registers. Publishes
   * what has to be published on each connect.
   */
  default void onConnected() {}

  /**
   * Waits until the broker has taken what was published in {@link #onConnected}. Called in the
   * thread that connects or registers, after all endpoints have published.
   */
  default void awaitPublished() {}

  /**
   * Waits, at most this long, for the subscriptions that are made because of retained messages of
   * this endpoint. Called after a connect, without a lock, before {@code CONNECTED} is reported.
   *
   * @return whether messages for these subscriptions have not arrived yet
   */
  default boolean awaitFollowUps(Duration left) {
    return false;
  }

  /**
   * Whether a call is open that ends if the connection is lost. Called by the thread that moves the
   * connection to another broker, while nothing is sent.
   */
  default boolean hasCallsToLose() {
    return false;
  }

  /**
   * Called when the connection is lost, before the next attempt to connect, in the thread that
   * connects.
   */
  default void onConnectionLost(Throwable cause) {}

  /**
   * Called when the connection is lost and will not be reconnected automatically, in the thread
   * that reconnects.
   *
   * @param cause the last failure; {@code null} if none is known
   */
  default void onGivenUp(@Nullable Throwable cause) {}
}
