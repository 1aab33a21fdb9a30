package io.mqttremoting.internal.service.request;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.internal.json.BadPayloadException;
import io.mqttremoting.internal.service.presence.ServiceLife;
import io.mqttremoting.internal.wire.CallError;
import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Executes the requests to one operation by calling the implementation, in its turn. */
final class OperationCalls {
  private static final Logger LOG = LoggerFactory.getLogger(OperationCalls.class);

  private final Callee.Finder callees;
  private final RequestQueue queue;
  private final OperationReplies replies;
  private final ServiceLife life;
  private final Duration futureTimeout;
  private final ServiceLog log;

  /**
   * Executes requests until {@code life} has ended; later ones are refused.
   *
   * @param callees finds what a request calls
   * @param replies answers the requests
   * @param futureTimeout how long a future may take if the caller states no timeout
   */
  OperationCalls(
      Callee.Finder callees,
      RequestQueue queue,
      OperationReplies replies,
      ServiceLife life,
      Duration futureTimeout,
      ServiceLog log) {
    this.callees = callees;
    this.queue = queue;
    this.replies = replies;
    this.life = life;
    this.futureTimeout = futureTimeout;
    this.log = log;
  }

  /** Returns the interface and the operation, for log lines and messages. */
  String label() {
    return replies.label();
  }

  /** Returns the object that answers the requests. */
  OperationReplies replies() {
    return replies;
  }

  /** Executes a request, or refuses it if it is too late; called in the implementation's turn. */
  void execute(Execution execution) {
    try {
      Callee callee = callees.find(execution);
      Object[] arguments = execution.readArguments(callee.arguments());
      if (life.hasLeft()) {
        refuse(execution, ErrorCode.UNAVAILABLE, "not executed because the service has left");
      } else if (execution.isCancelled()) {
        refuse(execution, ErrorCode.CANCELLED, "not executed because the caller gave up");
      } else if (execution.context().isCancelled()) {
        refuse(execution, ErrorCode.DEADLINE_EXCEEDED, whyLate(execution));
      } else {
        queue.whileRunning(label(), () -> invoke(execution, callee, arguments));
      }
    } catch (BadPayloadException e) {
      log.counts().onMalformed();
      refuse(execution, ErrorCode.INVALID_ARGUMENT, e.getMessage());
      LOG.debug("{}: why the request was refused", label(), e);
    } catch (RuntimeException | Error e) { // for example in a payload's constructor
      log.requests().error(LOG, "{}: the request could not be executed", label(), e);
      refuse(execution, ErrorCode.INTERNAL, "the request could not be executed");
    }
  }

  private void refuse(Execution execution, ErrorCode code, String reason) {
    replies.refuse(execution, code, reason);
  }

  private static String whyLate(Execution execution) {
    Duration waited = execution.waited();
    Duration time = execution.header().timeout().orElse(waited.plusNanos(1));
    return time.compareTo(waited) <= 0
        ? "not executed because it waited " + waited.toMillis() + " ms at the service"
        : "not executed because it was held up on its way until its time was over";
  }

  private void invoke(Execution execution, Callee callee, Object[] arguments) {
    replies.begin(execution);
    Object returned;
    try {
      returned = execution.context().run(() -> callee.invocation().invoke(arguments));
    } catch (InvocationTargetException e) {
      replies.answerOutcome(execution, callee, null, e.getCause());
      return;
    } catch (Exception e) {
      throw new IllegalStateException(e); // made accessible when the interface was read
    }
    if (!callee.returnsFuture()) {
      replies.answerOutcome(execution, callee, returned, null);
    } else if (returned == null) {
      NullPointerException failure = new NullPointerException(label() + " returned no future");
      replies.answerOutcome(execution, callee, null, failure);
    } else {
      answerWhenComplete(execution, callee, (CompletableFuture<?>) returned);
    }
  }

  private void answerWhenComplete(Execution execution, Callee callee, CompletableFuture<?> future) {
    execution.continueWith(future);
    Runnable timer =
        future.isDone() ? () -> {} : queue.endAfter(timeLeft(execution), () -> end(execution));
    future.whenComplete(
        (value, failure) -> {
          timer.run();
          replies.answerOutcome(execution, callee, value, failure);
        });
  }

  private Duration timeLeft(Execution execution) {
    return execution.context().timeLeft().orElse(futureTimeout);
  }

  /**
   * Ends a call whose future has not completed in time: answers if the caller states no timeout,
   * and cancels the future.
   */
  private void end(Execution execution) {
    String reason =
        "the operation's future is not completed after " + execution.waited().toMillis() + " ms";
    if (execution.context().timeLeft().isPresent()) { // the caller has timed out, too
      log.requests().warn(LOG, "{}: a call is cancelled: {}", label(), reason);
      replies.endUnsent(execution, new CallError(ErrorCode.DEADLINE_EXCEEDED, reason, ""));
    } else {
      refuse(execution, ErrorCode.DEADLINE_EXCEEDED, reason);
    }
    execution.cancel(queue::cancelLater);
  }
}
