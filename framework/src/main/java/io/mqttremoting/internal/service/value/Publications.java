package io.mqttremoting.internal.service.value;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.internal.concurrent.LogLimit;
import io.mqttremoting.internal.connection.Sender;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.wire.Message;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes the values and signals of one service, and counts them. Thread-safe. */
final class Publications {
  private static final Logger LOG = LoggerFactory.getLogger(Publications.class);

  private final String id;
  private final Sender sender;
  private final LogLimit log;
  private final AtomicLong count = new AtomicLong();

  /** Publishes for the interface with this ID; {@code log} limits the log lines about failures. */
  Publications(String id, Sender sender, LogLimit log) {
    this.id = id;
    this.sender = sender;
    this.log = log;
  }

  /**
   * Publishes a value or a signal; may wait for the broker. Without a connection, a value is
   * published on the next connect and a signal is lost.
   *
   * @return false if there was no room, so that it may be published later on the same connection
   */
  boolean publish(String member, String topic, byte[] payload, boolean retained) {
    count.incrementAndGet();
    try {
      sender.publish(Sender.When.PACED, new Message(topic, payload, Message.DEFAULT_QOS, retained));
      return true;
    } catch (TransportException e) {
      if (e.code() == ErrorCode.UNAVAILABLE) {
        LOG.debug("{}.{}: not published: {}", id, member, e.getMessage());
      } else {
        log.error(LOG, "{}.{}: not published: {}", id, member, e.getMessage());
      }
      return e.code() != ErrorCode.RESOURCE_EXHAUSTED;
    }
  }

  /** Returns how many values and signals have been published or are about to be. */
  long count() {
    return count.get();
  }
}
