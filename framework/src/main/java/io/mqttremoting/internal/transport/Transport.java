package io.mqttremoting.internal.transport;

import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.internal.wire.Message;
import java.time.Duration;
import java.util.List;

/**
 * One connection to a broker, from its CONNECT until it is lost or closed; every attempt makes a
 * new one. Thread-safe.
 */
public interface Transport extends AutoCloseable {

  /** What a connection reports, in threads of the MQTT library, which must not be held up. */
  interface Listener {
    /** A message came; it is acknowledged when this returns. */
    void onMessage(Message message);

    /**
     * The connection is lost, not closed by {@link Transport#close()}. What became of each message
     * was told before.
     *
     * @param cause a {@link TransportException} if the broker has said why it ended the connection
     */
    void onLost(Throwable cause);
  }

  /**
   * Is told what becomes of a message: one of these, once. Called by threads of the MQTT library,
   * or by the one that publishes or closes, and must not hold them up.
   */
  interface PublishListener {
    /** The broker has it; of QoS 0, it was sent. */
    default void onTaken() {}

    /**
     * The connection was lost or closed before the broker said anything of it: it may have it or
     * not.
     */
    default void onLost() {}

    /**
     * The broker does not pass it on.
     *
     * @param refusal why: of code {@code UNAVAILABLE} if nobody is subscribed to its topic
     */
    void onRefused(TransportException refusal);
  }

  /** The version of MQTT that is spoken. */
  MqttVersion version();

  /**
   * Hands a message over for sending, or sends it. Waits if too many are unsent, so it is not for
   * threads of the MQTT library, which have to send them.
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

  /** Disconnects; what was handed over before is sent first. Closing twice is closing once. */
  @Override
  void close();
}
