package io.mqttremoting.internal.client.call;

import io.mqttremoting.internal.transport.Transport;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.wire.Message;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Sends the messages of calls on the current connection. Sending waits if too many messages are
 * unsent, so threads of the MQTT library must not call it. Thread-safe.
 */
public interface CallSender {
  /** Whether there is currently a connection. */
  boolean isConnected();

  /** Whether the connection speaks MQTT 5; without a connection, whether the last one did. */
  boolean speaksMqtt5();

  /**
   * Sends a message.
   *
   * @param patience how long to wait if too many messages are unsent
   * @param listener called as {@link Transport#publish} says
   * @return tells whether the connection that it was sent on has been lost since, and why
   * @throws TransportException if there is no connection, the message is too large, or too many
   *     messages remain unsent
   */
  Supplier<Optional<Throwable>> send(
      Message message, Duration patience, Transport.PublishListener listener)
      throws TransportException;

  /** Sends a request again, as {@link #send(Message, Duration, Transport.PublishListener)} does. */
  void repeat(Message message, Duration patience, Transport.PublishListener listener)
      throws TransportException;

  /**
   * Sends a message; waits for {@code patience} if too many are unsent. A refusal by the broker is
   * only logged.
   */
  void send(Message message, Duration patience) throws TransportException;

  /**
   * Sends a message, and waits until the broker has acknowledged it.
   *
   * @return false if the broker reports that nobody is subscribed to its topic
   */
  boolean sendAndWait(Message message) throws TransportException;
}
