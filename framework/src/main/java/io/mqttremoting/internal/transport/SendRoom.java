package io.mqttremoting.internal.transport;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.internal.concurrent.Waiting;
import io.mqttremoting.internal.transport.Transport.PublishListener;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Limits the messages that were handed to an MQTT library and are not yet sent (QoS 0) or
 * acknowledged: the libraries' own queues have no bound, or fail when full. A thread that finds no
 * room waits, so it must not be a thread of the library, which has to make room. Thread-safe.
 */
public final class SendRoom {
  /** How many messages fit. */
  public static final int SIZE = 4096;

  /** How many bytes they may have together; a single message may have more. */
  public static final long MAX_BYTES = 64L * 1024 * 1024;

  private static final Logger LOG = LoggerFactory.getLogger(SendRoom.class);

  private final String broker;
  private final int size;
  private @Nullable Place first; // of the messages inside, in the order in which they entered
  private @Nullable Place last;
  private int count;
  private long bytes;
  private boolean ended;

  /**
   * The place of one message. Calls the message's listener once, with the outcome that is reported
   * first: MQTT libraries do not report an outcome for each message, or report it twice.
   * Thread-safe.
   */
  public static class Place {
    private final int bytes;
    private final PublishListener listener;

    /** {@code null} before the message enters and after it has left. */
    private volatile @Nullable SendRoom room;

    private @Nullable Place before; // this and the next are guarded by the monitor of the room
    private @Nullable Place after;

    /** Creates the place of a message of {@code bytes} bytes. */
    public Place(int bytes, PublishListener listener) {
      this.bytes = bytes;
      this.listener = listener;
    }

    /** Reports that the broker has the message or, at QoS 0, that it was sent. */
    public final void taken() {
      if (leave()) {
        try {
          listener.onTaken();
        } catch (RuntimeException | Error e) {
          logUntold(e);
        }
      }
    }

    /** Reports that the broker does not pass the message on. */
    public final void refused(TransportException refusal) {
      if (leave()) {
        try {
          listener.onRefused(refusal);
        } catch (RuntimeException | Error e) {
          logUntold(e);
        }
      }
    }

    /** Reports that the outcome of the message will never be known. */
    public final void lost() {
      if (leave()) {
        try {
          listener.onLost();
        } catch (RuntimeException | Error e) {
          logUntold(e);
        }
      }
    }

    /** Only logs: an exception in a thread of an MQTT library may end the connection. */
    private static void logUntold(Throwable failure) {
      LOG.error("What became of a message could not be told", failure);
    }

    /**
     * Makes room without calling the listener: the message was not handed over.
     *
     * @return false if an outcome was already reported
     */
    public final boolean leave() {
      SendRoom inside = room;
      return inside != null && inside.remove(this);
    }
  }

  /** Room for messages to {@code broker}, the name of the broker in errors. */
  public SendRoom(String broker) {
    this(broker, SIZE);
  }

  /** Room for {@code size} messages. */
  public SendRoom(String broker, int size) {
    this.broker = broker;
    this.size = size;
  }

  /**
   * Takes room for a message; waits for it if necessary.
   *
   * @throws TransportException if there is none in time, or this has ended
   */
  public synchronized void enter(Place place, Duration patience) throws TransportException {
    try {
      if (!hasRoomFor(place.bytes)) {
        Waiting.until(this, () -> ended || hasRoomFor(place.bytes), patience);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TransportException(ErrorCode.CANCELLED, "interrupted while waiting to send", e);
    }
    if (ended) {
      throw TransportException.notConnected("the connection to " + broker + " is lost");
    }
    if (!hasRoomFor(place.bytes)) {
      throw new TransportException(
          ErrorCode.RESOURCE_EXHAUSTED, count + " messages wait to be taken by " + broker, null);
    }
    add(place);
  }

  private boolean hasRoomFor(int messageBytes) {
    return count == 0 || (count < size && bytes + messageBytes <= MAX_BYTES);
  }

  private void add(Place place) {
    place.room = this;
    place.before = last;
    if (last == null) {
      first = place;
    } else {
      last.after = place;
    }
    last = place;
    count++;
    bytes += place.bytes;
  }

  private synchronized boolean remove(Place place) {
    if (place.room == null) {
      return false; // another thread has removed it
    }
    place.room = null;
    if (place.before == null) {
      first = place.after;
    } else {
      place.before.after = place.after;
    }
    if (place.after == null) {
      last = place.before;
    } else {
      place.after.before = place.before;
    }
    place.before = null;
    place.after = null;
    count--;
    bytes -= place.bytes;
    notifyAll();
    return true;
  }

  /** Whether no message is inside, and messages are still let in. */
  public synchronized boolean isEmpty() {
    return count == 0 && !ended;
  }

  /** How many messages are inside. */
  public synchronized int count() {
    return count;
  }

  /** Lets no more messages in, and reports those inside as lost. */
  public void lose() {
    end();
    for (Place next = first(); next != null; next = first()) {
      next.lost();
    }
  }

  private synchronized @Nullable Place first() {
    return first;
  }

  /** Lets no more messages in; threads that wait for room fail. */
  private synchronized void end() {
    ended = true;
    notifyAll();
  }

  /** Lets no more messages in, and waits until those inside have left; false if some remain. */
  public synchronized boolean drain(Duration timeout) {
    end();
    try {
      return Waiting.until(this, () -> count <= 0, timeout);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the caller goes on without waiting
      return false;
    }
  }
}
