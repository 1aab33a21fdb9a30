package io.mqttremoting.internal.transport;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.internal.concurrent.Waiting;
import java.time.Duration;

/**
 * Room for messages that were handed to an MQTT library and are not yet sent (QoS 0) or
 * acknowledged: the libraries' own queues have no bound, or fail when full. Who finds none waits,
 * so it must not be a thread of the library, which has to make room. Thread-safe.
 */
public final class SendRoom {
  /** How many messages find room. */
  public static final int SIZE = 4096;

  /** How many bytes they have together; a single message may have more. */
  public static final long MAX_BYTES = 64L * 1024 * 1024;

  private final String broker;
  private final int size;
  private int count;
  private long bytes;
  private boolean ended;

  /** Room on the way to {@code broker}, by which errors name it. */
  public SendRoom(String broker) {
    this(broker, SIZE);
  }

  /** Room for so many messages. */
  public SendRoom(String broker, int size) {
    this.broker = broker;
    this.size = size;
  }

  /**
   * Takes room for a message of so many bytes, waiting for it if need be.
   *
   * @throws TransportException if there is none in time, or this has ended
   */
  public synchronized void enter(int messageBytes, Duration patience) throws TransportException {
    try {
      if (!hasRoomFor(messageBytes)) {
        Waiting.until(this, () -> ended || hasRoomFor(messageBytes), patience);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TransportException(ErrorCode.CANCELLED, "interrupted while waiting to send", e);
    }
    if (ended) {
      throw TransportException.notConnected("the connection to " + broker + " is lost");
    }
    if (!hasRoomFor(messageBytes)) {
      throw new TransportException(
          ErrorCode.RESOURCE_EXHAUSTED, count + " messages wait to be taken by " + broker, null);
    }
    count++;
    bytes += messageBytes;
  }

  private boolean hasRoomFor(int messageBytes) {
    return count == 0 || (count < size && bytes + messageBytes <= MAX_BYTES);
  }

  /** Whether nothing waits, and messages are still let in. */
  public synchronized boolean isEmpty() {
    return count == 0 && !ended;
  }

  /** How many messages are inside. */
  public synchronized int count() {
    return count;
  }

  /** The message of so many bytes is sent or acknowledged, or never will be. */
  public synchronized void leave(int messageBytes) {
    count--;
    bytes -= messageBytes;
    notifyAll();
  }

  /** Lets no more messages in; whoever waits for room learns that it ended. */
  public synchronized void end() {
    ended = true;
    notifyAll();
  }

  /** Lets no more messages in, and waits until those inside have left; false if some remain. */
  public synchronized boolean drain(Duration timeout) {
    end();
    try {
      return Waiting.until(this, () -> count <= 0, timeout);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // then without waiting
      return false;
    }
  }
}
