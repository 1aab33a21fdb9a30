package io.mqttremoting.internal.connection;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.internal.concurrent.Bound;
import io.mqttremoting.internal.concurrent.LogLimit;
import io.mqttremoting.internal.transport.SendRoom;
import io.mqttremoting.internal.transport.Transport;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.wire.Message;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Messages that are sent again on the next connection if the broker has not taken them on this one.
 * So they may arrive twice. Thread-safe.
 */
public final class Outbox {
  private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);
  private static final int MAX_COUNT = SendRoom.SIZE / 2;
  private static final long MAX_BYTES = SendRoom.MAX_BYTES / 2;

  private final LogLimit log = new LogLimit("messages that wait for a connection");
  private final Sender sender;
  private final Bound bound = new Bound(MAX_COUNT, MAX_BYTES);
  private final Set<Entry> entries = new LinkedHashSet<>();

  /** Sends messages with {@code sender}. */
  Outbox(Sender sender) {
    this.sender = sender;
  }

  /** A message that waits for the broker to take it. */
  private final class Entry implements Transport.PublishListener {
    private final Message message;
    private final Transport.PublishListener listener;
    private final long end;

    /** The link that it was sent on last; {@code null} before it was sent. */
    private Link handedTo;

    Entry(Message message, Duration useful, Transport.PublishListener listener) {
      this.message = message;
      this.listener = listener;
      this.end = System.nanoTime() + TimeUnit.NANOSECONDS.convert(useful); // at most 292 years
    }

    /** Sets the link to send on; false if it was already sent on that link. */
    synchronized boolean handTo(Link link) {
      boolean first = handedTo != link;
      handedTo = link;
      return first;
    }

    synchronized boolean isHandedTo(Link link) {
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
   * Sends a message like {@link Sender#publishBehind} now. Without a connection, sends it on the
   * next one, unless that is made too late. If too many messages wait for a connection, sends it
   * now or never.
   *
   * @param message at QoS 1 or 2, because the broker does not acknowledge others
   * @param useful how long the message is of use to a receiver
   * @param listener called if the broker does not pass it on
   * @throws TransportException if it will not be sent
   */
  public void publish(Message message, Duration useful, Transport.PublishListener listener)
      throws TransportException {
    Entry entry = new Entry(message, useful, listener);
    if (!tryKeep(entry)) {
      sender.publishBehind(message, listener);
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

  private boolean tryKeep(Entry entry) {
    if (!bound.tryEnter(entry.message.size())) {
      untaken().stream().filter(kept -> !kept.isUseful()).forEach(this::remove);
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
  int waiting(Link link) {
    return (int) untaken().stream().filter(entry -> !entry.isHandedTo(link)).count();
  }

  private List<Entry> untaken() {
    synchronized (entries) {
      return List.copyOf(entries);
    }
  }

  private void send(Entry entry) throws TransportException {
    Link link = sender.requireAnnounced();
    if (entry.handTo(link)) { // else another thread has just sent it
      sender.publishBehind(link, entry.message, entry);
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
   * Sends again what the broker has not taken; called on each new connection, by a thread that may
   * wait.
   */
  void sendAgain() {
    try {
      for (Entry entry : untaken()) {
        if (!entry.isUseful()) {
          remove(entry);
          log.warn(
              LOG, "{}: not sent, for the connection came back too late", entry.message.topic());
        } else {
          sendAgain(entry);
        }
      }
    } catch (TransportException e) {
      LOG.warn("What is left waits for the next connection: {}", e.getMessage());
    }
  }
}
