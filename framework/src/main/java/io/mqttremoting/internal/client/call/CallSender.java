package io.mqttremoting.internal.client.call;

import io.mqttremoting.internal.transport.Transport;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.wire.Message;
import java.time.Duration;

/**
 * Sends the messages of calls on the current connection. Thread-safe. Sending waits for room, so it
 * is not for threads of the MQTT library.
 */
public interface CallSender {
  /** Whether there is a connection at this moment. */
  boolean isConnected();

  /** Whether MQTT 5 is spoken, or was when there was a connection last. */
  boolean speaksMqtt5();

  /**
   * Sends a message within this time.
   *
   * @param listener told as {@link Transport#publish} says
   * @throws TransportException if there is no connection, the message is too large, or there is no
   *     room in time
   */
  void send(Message message, Duration patience, Transport.PublishListener listener)
      throws TransportException;

  /** Sends a message within this time; if the broker does not pass it on, that is logged. */
  void send(Message message, Duration patience) throws TransportException;

  /**
   * Sends a message, and waits until the broker has it.
   *
   * @return false if the broker says that nobody is subscribed to its topic
   */
  boolean sendAndWait(Message message) throws TransportException;
}
