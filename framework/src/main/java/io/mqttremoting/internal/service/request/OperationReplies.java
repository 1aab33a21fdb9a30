package io.mqttremoting.internal.service.request;

import io.mqttremoting.api.Delivery;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.wire.CallError;
import io.mqttremoting.internal.wire.Message;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the requests to one operation, each once. Thread-safe; the methods that answer may wait
 * for the broker.
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
   * Replies of the operation that log lines call {@code label}.
   *
   * @param delivery how the replies are sent
   * @param memory remembers the replies
   * @param queue the queue that a request leaves when it is answered
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

  /** Returns the interface and the operation, for log lines and messages. */
  String label() {
    return label;
  }

  /**
   * Called when the call begins: its reply must not overtake values and signals published from now
   * on.
   */
  void begin(Execution execution) {
    execution.begin(sender.published());
  }

  /** Answers that a request is not executed or not completed. */
  void refuse(Execution execution, ErrorCode code, String reason) {
    log.counts().onRefused(code);
    if (code == ErrorCode.CANCELLED) { // callers may cancel
      LOG.debug("{}: a request is not executed: {}", label, reason);
    } else {
      log.requests().warn(LOG, "{}: a request is refused, {}: {}", label, code, reason);
    }
    answerError(execution, new CallError(code, reason, ""));
  }

  /** Ends a call for which nobody waits: the error is remembered but not sent. */
  void endUnsent(Execution execution, CallError error) {
    answer(execution, errorReply(execution, error), false);
  }

  /**
   * Answers with the result or failure of a call; throws nothing. Called in the thread of the call,
   * or in the thread that completes its future.
   *
   * @param failure {@code null} if the call returned {@code value}
   */
  void answerOutcome(
      Execution execution, Callee callee, @Nullable Object value, @Nullable Throwable failure) {
    try {
      if (failure == null) {
        answerResult(execution, callee, value);
      } else {
        answerFailure(execution, callee, failure);
      }
    } catch (RuntimeException | Error e) { // for example in methods of the failure
      log.implementation().error(LOG, "{}: the call could not be answered as it ended", label, e);
      refuse(execution, ErrorCode.INTERNAL, "the operation failed; see the log of the service");
    }
  }

  private void answerResult(Execution execution, Callee callee, @Nullable Object value) {
    Optional<Message> reply;
    try {
      reply =
          execution
              .mapping()
              .result(
                  execution.header(), callee.result(), value, execution.context().replyMetadata());
      reply.ifPresent(message -> sender.checkSize(message.payload()));
    } catch (IllegalArgumentException e) {
      answerFailure(execution, cannotTravel(e), e);
      return;
    } catch (RuntimeException | Error e) { // in methods of the result
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
    answer(execution, errorReply(execution, error), true);
  }

  private static Optional<Message> errorReply(Execution execution, CallError error) {
    return execution
        .mapping()
        .error(execution.header(), error, execution.context().replyMetadata());
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
    } finally { // only now: a closing service waits for this
      queue.leave(execution.message());
    }
  }

  /**
   * Returns the QoS of a reply: 0 if the caller repeats unanswered requests or replies may be lost.
   * If values or signals were published since the call began, it is at least 1, so that the reply
   * does not overtake them; and if the service is leaving, so that its offline status, which ends
   * calls, does not overtake the reply. It is at least that of {@code delivery} and, if the caller
   * repeats requests, that of the request.
   */
  private int replyQos(Execution execution) {
    boolean repeats = execution.header().memoryId().isPresent();
    boolean quick = repeats || delivery == Delivery.AT_MOST_ONCE;
    boolean alone = execution.publishedBefore() == sender.published() && !sender.isLeaving();
    int least = Math.max(delivery.leastQos(), quick && alone ? 0 : Message.DEFAULT_QOS);
    return repeats ? Math.max(least, execution.message().qos()) : least;
  }

  private void remember(Execution execution, Message reply) {
    CallKey key = execution.key();
    if (key != null) {
      memory.answered(key, reply);
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
   * Called if the broker refuses a reply, possibly by the MQTT library. If the reply is too large,
   * the caller receives an error instead.
   */
  void onRefused(Execution execution, TransportException refusal) {
    if (refusal.code() == ErrorCode.UNAVAILABLE) {
      return; // nobody is subscribed: the caller no longer waits
    }
    logUnsent(refusal);
    if (refusal.code() == ErrorCode.INVALID_ARGUMENT) {
      errorReply(execution, cannotTravel(refusal))
          .ifPresent(error -> answerInstead(execution, error));
    }
  }

  private void answerInstead(Execution execution, Message error) {
    CallKey key = execution.key();
    if (key != null) {
      memory.answeredInstead(key, error);
    }
    if (!sender.tryLater(error, () -> sendInstead(execution, error))) {
      log.requests()
          .warn(
              LOG,
              "{}: a reply was not sent because too many answers wait or the connection is closed",
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
