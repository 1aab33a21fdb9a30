package io.mqttremoting.internal.service.request;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.internal.concurrent.BoundedQueue;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.wire.CallError;
import io.mqttremoting.internal.wire.Mapping;
import io.mqttremoting.internal.wire.Mappings;
import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.internal.wire.Topics;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers requests that are not executed, if the caller can receive errors, and logs them.
 * Thread-safe.
 */
final class Refusals {
  private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

  private final Topics topics;
  private final Mappings mappings;
  private final RequestHeaders headers;
  private final ReplySender sender;
  private final BoundedQueue queue;
  private final ServiceLog log;

  /** Refusals that are sent through {@code queue}; {@code log} limits their log lines. */
  Refusals(
      Topics topics,
      Mappings mappings,
      RequestHeaders headers,
      ReplySender sender,
      BoundedQueue queue,
      ServiceLog log) {
    this.topics = topics;
    this.mappings = mappings;
    this.headers = headers;
    this.sender = sender;
    this.queue = queue;
    this.log = log;
  }

  /**
   * Refuses a request in another thread; never waits. Called by the MQTT library, whose threads do
   * not read requests that may be large or malformed.
   */
  void later(Message message, ErrorCode code, String reason) {
    if (!queue.tryExecute(message.size(), () -> now(message, code, reason))) {
      log.requests()
          .error(LOG, "{}: unanswered because too many refusals wait: {}", label(message), reason);
    }
  }

  private void now(Message message, ErrorCode code, String reason) {
    log.requests().warn(LOG, "{}: a request is refused, {}: {}", label(message), code, reason);
    Mapping mapping = mappings.ofRequest(topics, message.topic());
    Mapping.Header header = headers.read(mapping, message);
    boolean forAnother = !headers.isForThis(header) && !RequestHeaders.isForNone(header);
    if (message.retained() || forAnother) {
      return; // nobody waits for it, or another instance answers
    }
    log.counts().onRefused(code);
    Optional<Message> reply = mapping.error(header, new CallError(code, reason, ""));
    if (reply.isEmpty()) {
      return; // the caller expects no error
    }
    try {
      sender.sendRefusal(reply.get().withQos(Message.DEFAULT_QOS));
    } catch (TransportException e) {
      log.requests().warn(LOG, "{}: the refusal was not sent: {}", label(message), e.getMessage());
    }
  }

  private String label(Message message) {
    return topics.interfaceId() + "." + topics.memberOf(message.topic());
  }
}
