package io.mqttremoting.internal.service.request;

import io.mqttremoting.api.Delivery;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.wire.CallError;
import io.mqttremoting.internal.wire.Message;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the requests to one operation, each once. Thread-safe; what answers may wait for the
 * broker.
 */
final class OperationReplies {
  private static final Logger LOG = LoggerFactory.getLogger(OperationReplies.class);

  private final String label;
  private final Delivery delivery;
  private final ReplySender sender;
  private final ReplyMemory memory;
  private final RequestQueue queue;
  private final ServiceLog log;

  /**
   * Replies of the operation that is called {@code label} in messages.
   *
   * @param delivery how they travel
   * @param memory which remembers them
   * @param queue which the requests leave
   */
  OperationReplies(
      String label,
      Delivery delivery,
      ReplySender sender,
      ReplyMemory memory,
      RequestQueue queue,
      ServiceLog log) {
    this.label = label;
    this.delivery = delivery;
    this.sender = sender;
    this.memory = memory;
    this.queue = queue;
    this.log = log;
  }

  /** The operation with its interface, as in messages. */
  String label() {
    return label;
  }

  /** The call begins now: its reply is not to overtake what is published from now on. */
  void begin(Execution execution) {
    execution.begin(sender.published());
  }

  /** Answers that a request is not executed, or not to its end. */
  void refuse(Execution execution, ErrorCode code, String reason) {
    if (code == ErrorCode.CANCELLED) { // as callers may
      LOG.debug("{}: a request is not executed: {}", label, reason);
    } else {
      log.requests().warn(LOG, "{}: a request is refused, {}: {}", label, code, reason);
    }
    answerError(execution, new CallError(code, reason, ""));
  }

  /** A call has ended for which nobody waits: its end is remembered, and not sent. */
  void endUnsent(Execution execution, CallError error) {
    answer(execution, execution.mapping().error(execution.header(), error), false);
  }

  /**
   * Answers as a call has ended; throws nothing. Called by the thread of the call, or by whatever
   * thread completes its future.
   *
   * @param failure {@code null} if it returned {@code value}
   */
  void answerOutcome(Execution execution, Callee callee, Object value, Throwable failure) {
    try {
      if (failure == null) {
        answerResult(execution, callee, value);
      } else {
        answerFailure(execution, callee, failure);
      }
    } catch (RuntimeException | Error e) { // of the failure's own methods, say
      log.implementation().error(LOG, "{}: the call could not be answered as it ended", label, e);
      refuse(
          execution, ErrorCode.INTERNAL, "the operation failed; the log of the service says why");
    }
  }

  private void answerResult(Execution execution, Callee callee, Object value) {
    Optional<Message> reply;
    try {
      reply = execution.mapping().result(execution.header(), callee.result(), value);
      reply.ifPresent(message -> sender.checkSize(message.payload()));
    } catch (IllegalArgumentException e) {
      answerFailure(execution, cannotTravel(e), e);
      return;
    } catch (RuntimeException | Error e) { // of the result's own methods
      answerFailure(execution, callee, e);
      return;
    }
    answer(execution, reply, true);
  }

  private static CallError cannotTravel(Exception why) {
    return new CallError(ErrorCode.INTERNAL, "the result cannot travel: " + why.getMessage(), "");
  }

  private void answerFailure(Execution execution, Callee callee, Throwable failure) {
    answerFailure(execution, callee.failures().toError(failure), failure);
  }

  private void answerFailure(Execution execution, CallError error, Throwable cause) {
    if (error.code() == ErrorCode.INTERNAL && !execution.isCancelled()) {
      log.implementation().error(LOG, "{}: the operation failed", label, cause);
    } else {
      LOG.debug("{}: the operation refused the call, or nobody waits", label, cause);
    }
    answerError(execution, error);
  }

  private void answerError(Execution execution, CallError error) {
    answer(execution, execution.mapping().error(execution.header(), error), true);
  }

  private void answer(Execution execution, Optional<Message> reply, boolean sends) {
    if (!execution.answer()) {
      return;
    }
    try {
      if (reply.isPresent()) {
        Message sent = reply.get().withQos(replyQos(execution));
        remember(execution, sent);
        if (sends) {
          send(execution, sent);
        }
      }
    } finally { // not before, for the service may wait for that to leave
      queue.leave(execution.message());
    }
  }

  /**
   * QoS 0 to a caller that repeats what is not answered, or if replies may be lost. But the reply
   * goes as changes and signals do that were published since the call began, lest it overtakes
   * them.
   */
  private int replyQos(Execution execution) {
    boolean repeats = execution.header().memory().isPresent();
    boolean quick = repeats || delivery == Delivery.AT_MOST_ONCE;
    boolean alone = execution.publishedBefore() == sender.published();
    int least = Math.max(delivery.leastQos(), quick && alone ? 0 : Message.DEFAULT_QOS);
    return repeats ? Math.max(least, execution.message().qos()) : least;
  }

  private void remember(Execution execution, Message reply) {
    if (execution.key().isPresent()) {
      memory.answered(execution.key().get(), reply);
    }
  }

  private void send(Execution execution, Message reply) {
    try {
      sender.send(execution, reply, refusal -> onRefused(execution, refusal));
    } catch (TransportException e) {
      if (e.code() == ErrorCode.INVALID_ARGUMENT) {
        onRefused(execution, e);
      } else {
        logUnsent(e);
      }
    }
  }

  /**
   * The broker does not pass a reply on: if it is too large, the caller is told that. May be called
   * by the MQTT library.
   */
  void onRefused(Execution execution, TransportException refusal) {
    if (refusal.code() == ErrorCode.UNAVAILABLE) {
      return; // nobody waits for it any more
    }
    logUnsent(refusal);
    if (refusal.code() == ErrorCode.INVALID_ARGUMENT) {
      execution
          .mapping()
          .error(execution.header(), cannotTravel(refusal))
          .ifPresent(error -> answerInstead(execution, error));
    }
  }

  private void answerInstead(Execution execution, Message error) {
    execution.key().ifPresent(key -> memory.answeredInstead(key, error));
    if (!sender.tryLater(error, () -> sendInstead(execution, error))) {
      log.requests()
          .warn(
              LOG,
              "{}: a reply was not sent, for too many answers wait or the connection is closed",
              label);
    }
  }

  private void sendInstead(Execution execution, Message error) {
    try {
      sender.send(execution, error, this::logUnsent);
    } catch (TransportException e) {
      logUnsent(e);
    }
  }

  private void logUnsent(TransportException reason) {
    log.requests().warn(LOG, "{}: a reply was not sent: {}", label, reason.getMessage());
  }
}
