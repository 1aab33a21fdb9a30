package io.mqttremoting.internal.service.request;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.internal.service.presence.ServiceLife;
import io.mqttremoting.internal.wire.CallError;
import io.mqttremoting.internal.wire.Mapping;
import io.mqttremoting.internal.wire.Message;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives the requests to the operations of one service. Queues each once for the implementation's
 * turn, or refuses it. Called by the MQTT library, and never waits.
 */
final class RequestIntake {
  private static final Logger LOG = LoggerFactory.getLogger(RequestIntake.class);

  private final RequestHeaders headers;
  private final DuplicateRequests repetitions;
  private final RequestQueue queue;
  private final Refusals refusals;
  private final ServiceLife life;
  private final ServiceLog log;

  /** Accepts requests until {@code life} is leaving; later ones are refused. */
  RequestIntake(
      RequestHeaders headers,
      DuplicateRequests repetitions,
      RequestQueue queue,
      Refusals refusals,
      ServiceLife life,
      ServiceLog log) {
    this.headers = headers;
    this.repetitions = repetitions;
    this.queue = queue;
    this.refusals = refusals;
    this.life = life;
    this.log = log;
  }

  /** Receives a request to an operation. */
  void receive(Message message, Mapping mapping, OperationCalls operation) {
    if (message.retained()) {
      log.requests()
          .warn(
              LOG,
              "{}: a retained request is ignored because nobody waits for it",
              operation.label());
      return;
    }
    Mapping.Header header = headers.read(mapping, message);
    if (RequestHeaders.isForNone(header)) {
      refusals.later(
          message,
          ErrorCode.UNAVAILABLE,
          "not executed because the caller did not know the service yet");
      return;
    }
    if (!headers.isForThis(header)) {
      LOG.debug("{}: a request is for another instance", operation.label());
      return;
    }
    Execution execution = new Execution(message, mapping, header, headers.timeLeft(header));
    if (repetitions.isNew(execution, operation.replies())) {
      enqueue(execution, operation);
    }
  }

  private void enqueue(Execution execution, OperationCalls operation) {
    boolean leaving = life.isLeaving();
    if (!leaving && queue.tryEnqueue(execution.message(), () -> operation.execute(execution))) {
      return;
    }
    ErrorCode code = leaving ? ErrorCode.UNAVAILABLE : ErrorCode.RESOURCE_EXHAUSTED;
    String reason =
        leaving ? "the service is about to leave" : "too many requests wait at the service";
    repetitions.remember(execution, new CallError(code, reason, ""));
    refusals.later(execution.message(), code, reason);
  }
}
