package io.mqttremoting.internal.service;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.internal.concurrent.BoundedQueue;
import io.mqttremoting.internal.concurrent.LogLimit;
import io.mqttremoting.internal.connection.Sender;
import io.mqttremoting.internal.transport.Transport;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.wire.CallError;
import io.mqttremoting.internal.wire.Mapping;
import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.internal.wire.Topics;
import java.util.Optional;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers requests that are not executed, where the caller can be told, and logs them. */
final class Refusals {
  private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

  private final Topics topics;
  private final Sender sender;
  private final Mapping mappingV5;
  private final Mapping mappingV3;
  private final BiFunction<Mapping, Message, Mapping.Header> headers;
  private final String memory;
  private final BoundedQueue queue;
  private final BoundedQueue repetitions;
  private final LogLimit log;

  /**
   * Refusals of one interface, served with this memory, of requests that are read by {@code
   * headers}; those of {@link #later} wait in {@code queue}, what is answered {@link #again} in
   * {@code repetitions}; {@code log} sums up floods.
   */
  Refusals(
      Topics topics,
      Sender sender,
      Mapping mappingV5,
      Mapping mappingV3,
      BiFunction<Mapping, Message, Mapping.Header> headers,
      String memory,
      BoundedQueue queue,
      BoundedQueue repetitions,
      LogLimit log) {
    this.log = log;
    this.topics = topics;
    this.sender = sender;
    this.mappingV5 = mappingV5;
    this.mappingV3 = mappingV3;
    this.headers = headers;
    this.memory = memory;
    this.queue = queue;
    this.repetitions = repetitions;
  }

  /** Refuses from a thread of the MQTT library, which does not read what may be large or bad. */
  void later(Message message, ErrorCode code, String reason) {
    if (!queue.tryExecute(message.size(), () -> now(message, code, reason))) {
      log.error(LOG, "{}: unanswered, for too many refusals wait: {}", member(message), reason);
    }
  }

  /**
   * Answers a request as it was answered before, from a thread of the MQTT library, which sends
   * nothing itself: it might have to wait for what it alone can do. Not at QoS 0, for values may
   * have been published since.
   *
   * @param listener told if the broker does not pass it on
   */
  void again(Message reply, Transport.PublishListener listener) {
    Message sent = reply.withQos(Math.max(reply.qos(), Message.DEFAULT_QOS));
    if (!repetitions.tryExecute(reply.size(), () -> publish(sent, listener))) {
      LOG.debug(
          "{}: unanswered, for too many answers wait", topics.interfaceId()); // it is asked again
    }
  }

  private void publish(Message reply, Transport.PublishListener listener) {
    try {
      sender.publishBehind(reply, listener);
    } catch (TransportException e) {
      if (e.code() == ErrorCode.INVALID_ARGUMENT) {
        listener.onRefused(e);
      } else {
        log.warn(LOG, "{}: a reply was not sent again: {}", topics.interfaceId(), e.getMessage());
      }
    }
  }

  /** Refuses. */
  void now(Message message, ErrorCode code, String reason) {
    log.warn(LOG, "{}: a request is refused, {}: {}", member(message), code, reason);
    Mapping mapping = topics.isRequestV3(message.topic()) ? mappingV3 : mappingV5;
    CallError error = new CallError(code, reason, "");
    Mapping.Header header = headers.apply(mapping, message);
    boolean forAnother =
        header.memory().isPresent()
            && !header.memory().get().equals(memory)
            && !header.memory().get().equals(Mapping.NO_MEMORY);
    if (message.retained() || forAnother) {
      return; // nobody waits for it, or another instance answers
    }
    Optional<Message> reply = mapping.error(header, error);
    if (reply.isEmpty()) {
      return; // nobody to tell
    }
    try {
      sender.publish(reply.get().withQos(Message.DEFAULT_QOS));
    } catch (TransportException e) {
      log.warn(LOG, "{}: the refusal was not sent: {}", member(message), e.getMessage());
    }
  }

  private String member(Message message) {
    return topics.interfaceId() + "." + topics.memberOf(message.topic());
  }
}
