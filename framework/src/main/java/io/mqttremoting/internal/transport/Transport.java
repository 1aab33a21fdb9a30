package io.mqttremoting.internal.transport;

import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.internal.wire.Message;
import java.time.Duration;
import java.util.List;

/**
 * One connection to a broker, from its CONNECT until it is lost or closed; every attempt to connect
 * makes a new one. Thread-safe.
 */
public interface Transport extends AutoCloseable {

  /**
   * Gets what a connection reports. Called by threads of the MQTT library, which must not be
   * blocked.
   */
  interface Listener {
    /** A message arrived; it is acknowledged when this returns. */
    void onMessage(Message message);

    /**
     * The connection is lost, not closed by {@link Transport#close()}. The outcome of each message
     * was reported before.
     *
     * @param cause a {@link TransportException} if the broker has said why it ended the connection
     */
    void onLost(Throwable cause);
  }

  /**
   * Gets the outcome of a message: one of these methods is called, once. Called by threads of the
   * MQTT library, or by the thread that publishes or closes, which must not be blocked.
   */
  interface PublishListener {
    /** The broker has the message; at QoS 0: it was sent. */
    default void onTaken() {}

    /**
     * The connection was lost or closed before the broker answered: the broker may have the message
     * or not.
     */
    default void onLost() {}

    /**
     * The broker does not pass the message on.
     *
     * @param refusal the reason, with code {@code UNAVAILABLE} if nobody is subscribed to its topic
     */
    void onRefused(TransportException refusal);
  }

  /** The MQTT version in use. */
  MqttVersion version();

  /**
   * Hands a message over for sending, or sends it. Waits if too many are unsent, so it must not be
   * called by threads of the MQTT library, which have to send them.
   *
   * @param patience how long to wait at most for room
   * @param listener called once, perhaps before this returns; not at all if this throws
   * @throws TransportException if the connection is lost, or too many messages remain unsent
   */
  void publish(Message message, Duration patience, PublishListener listener)
      throws TransportException;

  /**
   * How many messages were handed over and are not yet sent (QoS 0) or acknowledged; never waits.
   */
  int unsentMessages();

  /**
   * Subscribes, and waits for the broker's answer.
   *
   * @throws TransportException if the broker refuses one of the filters or does not answer in time
   */
  void subscribe(List<String> filters, int qos) throws TransportException;

  /** Ends subscriptions, and waits for the broker's answer. */
  void unsubscribe(List<String> filters) throws TransportException;

  /** Disconnects; first sends what was handed over before. A second call does nothing. */
  @Override
  void close();
}
