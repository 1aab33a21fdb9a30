package io.mqttremoting.internal.service.request;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.internal.concurrent.BoundedQueue;
import io.mqttremoting.internal.connection.Outbox;
import io.mqttremoting.internal.connection.Sender;
import io.mqttremoting.internal.service.presence.ServiceLife;
import io.mqttremoting.internal.service.value.ServiceValues;
import io.mqttremoting.internal.transport.Transport;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.wire.Message;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the replies of one service so that no reply overtakes a value published before it.
 * Thread-safe. {@code send} and {@code sendRefusal} may wait for the broker. Threads of the MQTT
 * library must use {@code sendLater} or {@code tryLater}: only these threads can process what the
 * others wait for.
 */
public final class ReplySender {
  private static final Logger LOG = LoggerFactory.getLogger(ReplySender.class);

  /** How long a reply is kept for a caller that states no timeout. */
  private static final Duration DEFAULT_REPLY_LIFETIME = Duration.ofMinutes(1);

  private final Sender sender;
  private final Outbox outbox;
  private final ServiceValues values;
  private final ServiceLife life;
  private final BoundedQueue queue;
  private final ServiceLog log;

  /**
   * Sends replies by {@code sender}, or by {@code outbox} if they must outlive the connection.
   *
   * @param queue the queue for replies that threads of the MQTT library send
   */
  public ReplySender(
      Sender sender,
      Outbox outbox,
      ServiceValues values,
      ServiceLife life,
      BoundedQueue queue,
      ServiceLog log) {
    this.sender = sender;
    this.outbox = outbox;
    this.values = values;
    this.life = life;
    this.queue = queue;
    this.log = log;
  }

  /**
   * Checks the size of a payload; never waits.
   *
   * @throws IllegalArgumentException if it exceeds the connection's limit
   */
  void checkSize(byte[] payload) {
    sender.checkSize(payload);
  }

  /** Returns how many values and signals have been published; never waits. */
  long published() {
    return values.published();
  }

  /** Whether the offline status is published soon; never waits. */
  boolean isLeaving() {
    return life.isLeaving();
  }

  /**
   * Sends the reply to a request. If the caller repeats unanswered requests, a lost reply is sent
   * again then. Otherwise the reply is kept until the broker has acknowledged it, unless it has QoS
   * 0.
   *
   * @param listener called if the broker refuses the reply
   * @throws TransportException if the reply will not be sent
   */
  void send(Execution execution, Message reply, Transport.PublishListener listener)
      throws TransportException {
    values.publishPending();
    if (execution.header().memoryId().isPresent() || reply.qos() == 0) {
      sender.publish(Sender.When.AFTER_ANNOUNCEMENTS, reply, listener);
    } else {
      Duration lifetime = execution.header().timeout().orElse(DEFAULT_REPLY_LIFETIME);
      outbox.publish(reply, lifetime.minus(execution.waited()), listener);
    }
  }

  /**
   * Sends the refusal of a request that was not executed.
   *
   * @throws TransportException if the refusal is not sent
   */
  void sendRefusal(Message refusal) throws TransportException {
    sender.publish(Sender.When.NOW, refusal);
  }

  /**
   * Sends in another thread a reply that was sent before or that does not depend on the
   * implementation; never waits. The QoS is at least 1, because values may have been published
   * since the reply was created.
   *
   * @param listener called if the broker refuses the reply
   */
  void sendLater(Message reply, Transport.PublishListener listener) {
    Message sent = reply.withQos(Math.max(reply.qos(), Message.DEFAULT_QOS));
    if (!tryLater(reply, () -> sendAgain(sent, listener))) {
      LOG.debug("{}: unanswered because too many answers wait", log.id()); // callers repeat it
    }
  }

  private void sendAgain(Message reply, Transport.PublishListener listener) {
    try {
      sender.publish(Sender.When.AFTER_ANNOUNCEMENTS, reply, listener);
    } catch (TransportException e) {
      if (e.code() == ErrorCode.INVALID_ARGUMENT) {
        listener.onRefused(e);
      } else {
        log.requests().warn(LOG, "{}: a reply was not sent again: {}", log.id(), e.getMessage());
      }
    }
  }

  /**
   * Runs {@code sending} in another thread; never waits. Returns false if too many replies wait.
   */
  boolean tryLater(Message reply, Runnable sending) {
    return queue.tryExecute(reply.size(), sending);
  }
}
