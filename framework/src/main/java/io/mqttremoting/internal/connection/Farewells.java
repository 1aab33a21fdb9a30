package io.mqttremoting.internal.connection;

import io.mqttremoting.internal.concurrent.LogLimit;
import io.mqttremoting.internal.transport.Transport;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.wire.Message;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The offline statuses of services that were closed, until the broker has taken them. A service
 * that is closed without a connection has its status published on the next connect. Otherwise its
 * clients would wait for it when the other services of that connection are online again.
 * Thread-safe.
 */
public final class Farewells {
  private static final Logger LOG = LoggerFactory.getLogger(Farewells.class);
  private static final int MAX_UNSAID = 10_000;

  private final LogLimit log = new LogLimit("farewells of services");
  private final Sender sender;

  /** The statuses that the broker may not have, by their topics; the oldest first. */
  private final Map<String, Message> unsaid = new LinkedHashMap<>();

  Farewells(Sender sender) {
    this.sender = sender;
  }

  /** Publishes an offline status now, or on the next connect. */
  public void say(Message farewell) {
    synchronized (this) {
      unsaid.put(farewell.topic(), farewell);
      if (unsaid.size() > MAX_UNSAID) {
        Iterator<String> oldest = unsaid.keySet().iterator();
        log.warn(LOG, "{}: a farewell is not said, for too many are due", oldest.next());
        oldest.remove();
      }
    }
    send(farewell);
  }

  /**
   * Publishes again what the broker may not have; called on each new connection, before endpoints
   * publish.
   */
  void sayAgain() {
    List<Message> due;
    synchronized (this) {
      due = List.copyOf(unsaid.values());
    }
    due.forEach(this::send);
  }

  /** Forgets the offline status of this topic, because the service is about to be online again. */
  public synchronized void forget(String topic) {
    unsaid.remove(topic);
  }

  private void send(Message farewell) {
    try {
      sender.publishPaced(
          farewell,
          new Transport.PublishListener() {
            @Override
            public void onTaken() {
              said(farewell);
            }

            @Override
            public void onRefused(TransportException refusal) {
              said(farewell);
              sender.logRefusal(farewell, refusal);
            }
          });
    } catch (TransportException e) {
      LOG.debug("{}: said on the next connect: {}", farewell.topic(), e.getMessage());
    }
  }

  private synchronized void said(Message farewell) {
    unsaid.remove(farewell.topic(), farewell);
  }
}
