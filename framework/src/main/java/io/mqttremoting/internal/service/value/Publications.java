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

  /** Publications of the interface of this id, whose failures {@code log} sums up. */
  Publications(String id, Sender sender, LogLimit log) {
    this.id = id;
    this.sender = sender;
    this.log = log;
  }

  /**
   * Publishes a value or a signal; without a connection, a value waits for it and a signal is lost.
   * May wait for the broker.
   *
   * @return false if it was not published but may be, later on the same connection
   */
  boolean publish(String member, String topic, byte[] payload, boolean retained) {
    count.incrementAndGet();
    try {
      sender.publishPaced(new Message(topic, payload, Message.DEFAULT_QOS, retained));
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

  /** How many have been published, or are about to be. */
  long count() {
    return count.get();
  }
}
