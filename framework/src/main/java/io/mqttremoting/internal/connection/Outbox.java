package io.mqttremoting.internal.connection;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.internal.concurrent.Bound;
import io.mqttremoting.internal.concurrent.LogLimit;
import io.mqttremoting.internal.transport.Transport;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.wire.Message;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Messages that outlive a connection: each is sent on every new connection until the broker has
 * acknowledged it, so it may arrive twice. Thread-safe.
 */
public final class Outbox {
  private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);
  private static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

  private final LogLimit log = new LogLimit("messages that wait for a connection");
  private final Sender sender;
  private final Sender.When when;
  private final Bound bound;
  private final Set<Entry> entries = new LinkedHashSet<>();

  /** Messages that {@code sender} sends; at most as many as {@code bound} allows are kept. */
  Outbox(Sender sender, Sender.When when, Bound bound) {
    this.sender = sender;
    this.when = when;
    this.bound = bound;
  }

  /** A message that the broker has not acknowledged. */
  private final class Entry implements Transport.PublishListener {
    private final Message message;
    private final Transport.PublishListener listener;
    private final long end;

    /** The last link on which it was sent; {@code null} if there was none. */
    private @Nullable Link handedTo;

    Entry(Message message, Duration useful, Transport.PublishListener listener) {
      this.message = message;
      this.listener = listener;
      this.end = System.nanoTime() + TimeUnit.NANOSECONDS.convert(useful); // at most 292 years
    }

    /** Notes that it is sent on this link; false if it was already sent there. */
    synchronized boolean handTo(@Nullable Link link) {
      boolean first = handedTo != link;
      handedTo = link;
      return first;
    }

    synchronized boolean isHandedTo(@Nullable Link link) {
      return link != null && handedTo == link;
    }

    boolean isUseful() {
      return end - System.nanoTime() > 0;
    }

    @Override
    public void onTaken() {
      remove(this);
    }

    @Override
    public void onRefused(TransportException refusal) {
      remove(this);
      listener.onRefused(refusal);
    }
  }

  /**
   * Sends a message now or, without a connection, on the next one, unless that is too late. If too
   * many messages wait already, it is sent now or never.
   *
   * @param message at QoS 1 or 2, because the broker does not acknowledge others
   * @param useful how long somebody may need it
   * @param listener told if the broker does not pass it on
   * @throws TransportException if it will not be sent
   */
  public void publish(Message message, Duration useful, Transport.PublishListener listener)
      throws TransportException {
    Entry entry = new Entry(message, useful, listener);
    if (!tryKeep(entry)) {
      sender.publish(when, message, listener);
      return;
    }
    try {
      send(entry);
    } catch (TransportException e) {
      if (e.code() != ErrorCode.UNAVAILABLE) {
        remove(entry);
        throw e;
      }
      LOG.debug("{}: waits for the next connection", message.topic(), e);
    }
  }

  /**
   * Sends a message that never becomes useless, now or on the next connection. If too many messages
   * wait already, it is sent now or never, and logged if never.
   */
  public void publish(Message message) {
    Entry entry = new Entry(message, FOREVER, refusal -> sender.logRefusal(message, refusal));
    boolean kept = tryKeep(entry);
    try {
      send(entry);
    } catch (TransportException e) {
      if (kept) {
        LOG.debug("{}: waits for the next connection", message.topic(), e);
      } else {
        log.warn(
            LOG, "{}: not sent because too many messages wait for a connection", message.topic());
      }
    }
  }

  /** Forgets what is kept for this topic: something else is about to be published there. */
  public void discard(String topic) {
    removeIf(entry -> entry.message.topic().equals(topic));
  }

  private boolean tryKeep(Entry entry) {
    if (!bound.tryEnter(entry.message.size())) {
      removeIf(kept -> !kept.isUseful());
      if (!bound.tryEnter(entry.message.size())) {
        return false;
      }
    }
    synchronized (entries) {
      entries.add(entry);
    }
    return true;
  }

  /** How many messages have not been sent on this link; {@code null} counts all. */
  int waiting(@Nullable Link link) {
    return (int) untaken().stream().filter(entry -> !entry.isHandedTo(link)).count();
  }

  private List<Entry> untaken() {
    synchronized (entries) {
      return List.copyOf(entries);
    }
  }

  private void send(Entry entry) throws TransportException {
    Link link = sender.await(when);
    if (!entry.handTo(link)) {
      return; // another thread has just sent it
    }
    try {
      sender.publish(link, entry.message, entry);
    } catch (TransportException e) {
      entry.handTo(null);
      throw e;
    }
  }

  private void sendAgain(Entry entry) throws TransportException {
    try {
      send(entry);
    } catch (TransportException e) {
      if (e.code() != ErrorCode.INVALID_ARGUMENT) {
        throw e;
      }
      entry.onRefused(e); // too large for the broker
    }
  }

  private void removeIf(Predicate<Entry> condition) {
    untaken().stream().filter(condition).forEach(this::remove);
  }

  private void remove(Entry entry) {
    boolean removed;
    synchronized (entries) {
      removed = entries.remove(entry);
    }
    if (removed) {
      bound.leave(entry.message.size());
    }
  }

  /**
   * Sends again what the broker has not acknowledged; called on each new connection, by a thread
   * that may wait.
   */
  void sendAgain() {
    try {
      for (Entry entry : untaken()) {
        if (!entry.isUseful()) {
          remove(entry);
          log.warn(
              LOG, "{}: not sent because the connection came back too late", entry.message.topic());
        } else {
          sendAgain(entry);
        }
      }
    } catch (TransportException e) {
      LOG.warn("The rest is sent on the next connection: {}", e.getMessage());
    }
  }
}
