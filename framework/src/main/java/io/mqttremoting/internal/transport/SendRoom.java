package io.mqttremoting.internal.transport;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.internal.concurrent.Waiting;
import io.mqttremoting.internal.transport.Transport.PublishListener;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

  private static final Logger LOG = LoggerFactory.getLogger(SendRoom.class);

  private final String broker;
  private final int size;
  private Place first; // of those inside, in the order in which they came
  private Place last;
  private int count;
  private long bytes;
  private boolean ended;

  /**
   * The place of one message: tells its listener what becomes of the message, whatever is said
   * first and nothing else. MQTT libraries do not tell that of each, or tell it twice. Thread-safe.
   */
  public static class Place {
    private final int bytes;
    private final PublishListener listener;
    private volatile SendRoom room; // null before and after it is inside
    private Place before; // guarded by the room, as is what follows
    private Place after;

    /** For a message of so many bytes. */
    public Place(int bytes, PublishListener listener) {
      this.bytes = bytes;
      this.listener = listener;
    }

    /** The broker has the message, or it was sent. */
    public final void taken() {
      if (leave()) {
        try {
          listener.onTaken();
        } catch (RuntimeException | Error e) {
          logUntold(e);
        }
      }
    }

    /** The broker does not pass the message on. */
    public final void refused(TransportException refusal) {
      if (leave()) {
        try {
          listener.onRefused(refusal);
        } catch (RuntimeException | Error e) {
          logUntold(e);
        }
      }
    }

    /** Nothing more will be known of the message. */
    public final void lost() {
      if (leave()) {
        try {
          listener.onLost();
        } catch (RuntimeException | Error e) {
          logUntold(e);
        }
      }
    }

    /** In threads of an MQTT library, an exception may end the connection. */
    private static void logUntold(Throwable failure) {
      LOG.error("What became of a message could not be told", failure);
    }

    /**
     * Makes room without a word: the message was not handed over.
     *
     * @return false if it was told already what became of it
     */
    public final boolean leave() {
      SendRoom inside = room;
      return inside != null && inside.remove(this);
    }
  }

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
   * Takes room for a message, waiting for it if need be.
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
      return false; // by another thread
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

  /** Whether nothing waits, and messages are still let in. */
  public synchronized boolean isEmpty() {
    return count == 0 && !ended;
  }

  /** How many messages are inside. */
  public synchronized int count() {
    return count;
  }

  /** Lets no more messages in, and tells of those inside that they are lost. */
  public void lose() {
    end();
    for (Place next = first(); next != null; next = first()) {
      next.lost();
    }
  }

  private synchronized Place first() {
    return first;
  }

  /** Lets no more messages in; whoever waits for room learns that it ended. */
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
      Thread.currentThread().interrupt(); // then without waiting
      return false;
    }
  }
}
