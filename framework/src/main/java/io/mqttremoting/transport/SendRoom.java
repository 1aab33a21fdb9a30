package io.mqttremoting.transport;

import io.mqttremoting.api.ErrorCode;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Room for messages that were handed to an MQTT library and are not yet sent (QoS 0) or
 * acknowledged: the libraries' own queues have no bound, or fail when full. Who finds none waits,
 * but never a thread of the library, which has to make room. Thread-safe.
 */
public final class SendRoom {
  /** How many messages find room. */
  public static final int SIZE = 4096;

  private static final Duration MAX_WAIT = Duration.ofSeconds(10);

  private final String broker;
  private final int size;
  private final Duration maxWait;
  private final Semaphore room;
  private final ThreadLocal<Boolean> inLibraryThread = ThreadLocal.withInitial(() -> false);
  private volatile boolean ended;

  /** Room on the way to {@code broker}, by which errors name it. */
  public SendRoom(String broker) {
    this(broker, SIZE, MAX_WAIT);
  }

  /** Room for so many messages. */
  SendRoom(String broker, int size) {
    this(broker, size, MAX_WAIT);
  }

  SendRoom(String broker, Duration maxWait) {
    this(broker, SIZE, maxWait);
  }

  private SendRoom(String broker, int size, Duration maxWait) {
    this.broker = broker;
    this.size = size;
    this.maxWait = maxWait;
    this.room = new Semaphore(size);
  }

  /** Marks the current thread as one of the library's, which never waits. */
  public void markLibraryThread() {
    inLibraryThread.set(true);
  }

  /**
   * Takes room for a message, waiting for it if need be.
   *
   * @throws TransportException if there is none, or this has ended
   */
  public void enter() throws TransportException {
    boolean found;
    try {
      found =
          room.tryAcquire()
              || (!inLibraryThread.get()
                  && room.tryAcquire(maxWait.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TransportException(ErrorCode.CANCELLED, "interrupted while waiting to send", e);
    }
    if (ended) {
      if (found) {
        room.release();
      }
      throw TransportException.notConnected("the connection to " + broker + " is lost");
    }
    if (!found) {
      throw new TransportException(
          ErrorCode.RESOURCE_EXHAUSTED, size + " messages wait to be taken by " + broker, null);
    }
  }

  /** The message is sent or acknowledged, or never will be. */
  public void leave() {
    room.release();
  }

  /** Lets no more messages in; whoever waits for room learns that it ended. */
  public void end() {
    ended = true;
    room.release(size);
  }

  /** Lets no more messages in, and waits until those inside have left; false if some remain. */
  public boolean drain(Duration timeout) {
    ended = true;
    try {
      return room.tryAcquire(size, timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // then without waiting
      return false;
    } finally {
      room.release(size);
    }
  }
}
