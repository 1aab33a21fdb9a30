package io.mqttremoting.internal.service.request;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.internal.concurrent.BoundedQueue;
import io.mqttremoting.internal.connection.Outbox;
import io.mqttremoting.internal.connection.Sender;
import io.mqttremoting.internal.service.value.ServiceValues;
import io.mqttremoting.internal.transport.Transport;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.wire.Message;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the replies of one service, none of which overtakes a value that was published before.
 * Thread-safe. What sends at once may wait for the broker; threads of the MQTT library, which alone
 * can do what it would wait for, send later.
 */
public final class ReplySender {
  private static final Logger LOG = LoggerFactory.getLogger(ReplySender.class);

  /** How long a reply is of use to a caller who does not say how long it waits. */
  private static final Duration DEFAULT_REPLY_LIFETIME = Duration.ofMinutes(1);

  private final Sender sender;
  private final Outbox outbox;
  private final ServiceValues values;
  private final BoundedQueue queue;
  private final ServiceLog log;

  /**
   * Replies that go by {@code sender}, or by {@code outbox} if they outlive a connection.
   *
   * @param queue where those wait that threads of the MQTT library have sent
   */
  public ReplySender(
      Sender sender, Outbox outbox, ServiceValues values, BoundedQueue queue, ServiceLog log) {
    this.sender = sender;
    this.outbox = outbox;
    this.values = values;
    this.queue = queue;
    this.log = log;
  }

  /**
   * Refuses a payload that the other side would not take; never waits.
   *
   * @throws IllegalArgumentException if it is too large
   */
  void checkSize(byte[] payload) {
    sender.checkSize(payload);
  }

  /** How many values and signals have been published; never waits. */
  long published() {
    return values.published();
  }

  /**
   * Sends the reply to a request. A caller who repeats what is not answered gets a lost reply
   * again. For others it is kept until the broker has it, unless it may be lost.
   *
   * @param listener told if the broker does not pass it on
   * @throws TransportException if it will not be sent
   */
  void send(Execution execution, Message reply, Transport.PublishListener listener)
      throws TransportException {
    values.publishPending();
    if (execution.header().memory().isPresent() || reply.qos() == 0) {
      sender.publishBehind(reply, listener);
    } else {
      Duration lifetime = execution.header().timeout().orElse(DEFAULT_REPLY_LIFETIME);
      outbox.publish(reply, lifetime.minus(execution.waited()), listener);
    }
  }

  /**
   * Sends the refusal of a request that was not executed.
   *
   * @throws TransportException if it is not sent
   */
  void sendRefusal(Message refusal) throws TransportException {
    sender.publish(refusal);
  }

  /**
   * Sends a reply again, or one that does not depend on the implementation, by another thread:
   * never waits. Not at QoS 0, for values may have been published since it was made.
   *
   * @param listener told if the broker does not pass it on
   */
  void sendLater(Message reply, Transport.PublishListener listener) {
    Message sent = reply.withQos(Math.max(reply.qos(), Message.DEFAULT_QOS));
    if (!tryLater(reply, () -> sendAgain(sent, listener))) {
      LOG.debug("{}: unanswered, for too many answers wait", log.id()); // it is asked again
    }
  }

  private void sendAgain(Message reply, Transport.PublishListener listener) {
    try {
      sender.publishBehind(reply, listener);
    } catch (TransportException e) {
      if (e.code() == ErrorCode.INVALID_ARGUMENT) {
        listener.onRefused(e);
      } else {
        log.requests().warn(LOG, "{}: a reply was not sent again: {}", log.id(), e.getMessage());
      }
    }
  }

  /** Has a reply sent by another thread, and never waits; false if too many wait. */
  boolean tryLater(Message reply, Runnable sending) {
    return queue.tryExecute(reply.size(), sending);
  }
}
