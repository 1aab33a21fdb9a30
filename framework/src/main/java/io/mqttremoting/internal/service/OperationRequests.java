package io.mqttremoting.internal.service;

import io.mqttremoting.api.Delivery;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.internal.json.BadPayloadException;
import io.mqttremoting.internal.transport.Transport;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.wire.CallError;
import io.mqttremoting.internal.wire.Mapping;
import io.mqttremoting.internal.wire.Message;
import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Requests to one operation: calls of the implementation, and replies. */
final class OperationRequests {
  private static final Logger LOG = LoggerFactory.getLogger(OperationRequests.class);

  /** How long a caller may wait who does not say it. */
  private static final Duration PATIENCE_OF_OTHERS = Duration.ofMinutes(1);

  private final ServiceDispatcher service;
  private final String name;
  private final String label;
  private final Delivery delivery;
  private final Callee.Finder callees;

  /**
   * Requests to the operation of this name on the wire.
   *
   * @param delivery how its replies travel
   */
  OperationRequests(
      ServiceDispatcher service, String name, Delivery delivery, Callee.Finder callees) {
    this.delivery = delivery;
    this.service = service;
    this.name = name;
    this.label = service.id() + "." + name;
    this.callees = callees;
  }

  /** Takes a request; called by the MQTT library. */
  void receive(Message message, Mapping mapping) {
    if (message.retained()) {
      service
          .requestLog()
          .warn(LOG, "{}.{}: a retained request is ignored, for nobody waits for it", id(), name);
      return;
    }
    Mapping.Header header = service.readHeader(mapping, message);
    if (header.memory().filter(Mapping.NO_MEMORY::equals).isPresent()) {
      service
          .refusals()
          .later(
              message,
              ErrorCode.UNAVAILABLE,
              "not executed, for the caller did not know yet that the service is there");
      return;
    }
    if (!service.isAddressedBy(header)) {
      LOG.debug("{}.{}: a request is for another instance", id(), name);
      return;
    }
    Execution execution = new Execution(message, mapping, header, timeLeft(header));
    if (execution.key().isEmpty() || isNew(execution, execution.key().get())) {
      enqueue(execution);
    }
  }

  /**
   * How long the caller still waits: as long as it says, or less if the request was held up on its
   * way, which shows by this service's own clock.
   */
  private Optional<Duration> timeLeft(Mapping.Header header) {
    if (header.until() == 0 || header.memory().isEmpty()) {
      return header.timeout();
    }
    Duration left = Duration.ofMillis(Math.max(0, header.until() - service.memory().clock()));
    return header.timeout().filter(said -> said.compareTo(left) < 0).or(() -> Optional.of(left));
  }

  /** Whether a request is not known yet; if it is, it is answered from memory. */
  private boolean isNew(Execution execution, ReplyMemory.Key key) {
    ReplyMemory memory = service.memory();
    switch (memory.enter(key, execution.header().repeatedAfter(), execution)) {
      case NEW -> {
        return true;
      }
      case RUNNING -> LOG.debug("{}.{}: a request is being executed already", id(), name);
      case ANSWERED ->
          memory
              .reply(key)
              .ifPresent(
                  reply ->
                      service
                          .refusals()
                          .again(reply, refusal -> onReplyRefused(execution, refusal)));
      case FORGOTTEN ->
          service
              .refusals()
              .later(
                  execution.message(),
                  ErrorCode.UNAVAILABLE,
                  "it was sent first so long ago that the service does not know any more whether"
                      + " it was executed");
    }
    return false;
  }

  private void enqueue(Execution execution) {
    boolean leaving = service.isLeaving();
    if (!leaving && service.queue().tryEnqueue(execution.message(), () -> execute(execution))) {
      return;
    }
    ErrorCode code = leaving ? ErrorCode.UNAVAILABLE : ErrorCode.RESOURCE_EXHAUSTED;
    String reason =
        leaving ? "the service is about to leave" : "too many requests wait at the service";
    rememberRefusal(execution, new CallError(code, reason, ""));
    service.refusals().later(execution.message(), code, reason);
  }

  /** Else a repetition might be executed of which the caller is told that it was refused. */
  private void rememberRefusal(Execution execution, CallError error) {
    Optional<Message> reply = execution.mapping().error(execution.header(), error);
    if (execution.key().isPresent() && reply.isPresent()) {
      service.memory().answered(execution.key().get(), reply.get());
    }
  }

  /** Runs in the implementation's turn. */
  private void execute(Execution execution) {
    try {
      Callee callee = callees.find(execution);
      Object[] arguments = execution.readArguments(callee.arguments());
      if (service.hasLeft()) {
        refuse(execution, ErrorCode.UNAVAILABLE, "not executed, for the service has left");
      } else if (execution.isCancelled()) {
        refuse(execution, ErrorCode.CANCELLED, "not executed, for the caller gave up");
      } else if (execution.context().isCancelled()) {
        refuse(execution, ErrorCode.DEADLINE_EXCEEDED, whyLate(execution));
      } else {
        service.queue().whileRunning(label, () -> invoke(execution, callee, arguments));
      }
    } catch (BadPayloadException e) {
      refuse(execution, ErrorCode.INVALID_ARGUMENT, e.getMessage());
      LOG.debug("{}.{}: why the request was refused", id(), name, e);
    } catch (RuntimeException | Error e) { // of a payload's constructor, say
      service.requestLog().error(LOG, "{}.{}: the request could not be executed", id(), name, e);
      refuse(execution, ErrorCode.INTERNAL, "the request could not be executed");
    }
  }

  private static String whyLate(Execution execution) {
    Duration waited = execution.waited();
    Duration time = execution.header().timeout().orElse(waited.plusNanos(1));
    return time.compareTo(waited) <= 0
        ? "not executed, for it waited " + waited.toMillis() + " ms at the service"
        : "not executed, for it was held up on its way until its time was over";
  }

  private void invoke(Execution execution, Callee callee, Object[] arguments) {
    execution.begin(service.published());
    Object returned;
    try {
      returned = execution.context().run(() -> callee.invocation().invoke(arguments));
    } catch (InvocationTargetException e) {
      answerOutcome(execution, callee, null, e.getCause());
      return;
    } catch (Exception e) {
      throw new IllegalStateException(e); // made accessible when the interface was read
    }
    if (!callee.returnsFuture()) {
      answerOutcome(execution, callee, returned, null);
    } else if (returned == null) {
      NullPointerException failure = new NullPointerException(name + " returned no future");
      answerOutcome(execution, callee, null, failure);
    } else {
      CompletableFuture<?> future = (CompletableFuture<?>) returned;
      execution.continueWith(future);
      Runnable timer =
          future.isDone()
              ? () -> {}
              : service.queue().endAfter(timeLeft(execution), () -> end(execution));
      future.whenComplete(
          (value, failure) -> {
            timer.run();
            answerOutcome(execution, callee, value, failure);
          });
    }
  }

  private Duration timeLeft(Execution execution) {
    return execution.context().timeLeft().orElse(service.futureTimeout());
  }

  /** The time of a call is over whose future is not completed: it is not waited for. */
  private void end(Execution execution) {
    String reason =
        "the operation's future is not completed after " + execution.waited().toMillis() + " ms";
    if (execution.context().timeLeft().isPresent()) { // nobody waits for an answer
      service.requestLog().warn(LOG, "{}.{}: a call is cancelled: {}", id(), name, reason);
      CallError error = new CallError(ErrorCode.DEADLINE_EXCEEDED, reason, "");
      answer(execution, execution.mapping().error(execution.header(), error), unsent -> {});
    } else {
      refuse(execution, ErrorCode.DEADLINE_EXCEEDED, reason);
    }
    execution.cancel(service.queue()::cancelLater);
  }

  /** Runs in the thread of the call, or in whatever thread completes its future; throws nothing. */
  private void answerOutcome(Execution execution, Callee callee, Object value, Throwable failure) {
    try {
      if (failure == null) {
        answerResult(execution, callee, value);
      } else {
        answerFailure(execution, callee, failure);
      }
    } catch (RuntimeException | Error e) { // of the failure's own methods, say
      service
          .ownLog()
          .error(LOG, "{}.{}: the call could not be answered as it ended", id(), name, e);
      refuse(
          execution, ErrorCode.INTERNAL, "the operation failed; the log of the service says why");
    }
  }

  private void refuse(Execution execution, ErrorCode code, String reason) {
    if (code == ErrorCode.CANCELLED) { // as callers may
      LOG.debug("{}.{}: a request is not executed: {}", id(), name, reason);
    } else {
      service
          .requestLog()
          .warn(LOG, "{}.{}: a request is refused, {}: {}", id(), name, code, reason);
    }
    CallError error = new CallError(code, reason, "");
    answer(execution, execution.mapping().error(execution.header(), error));
  }

  private void answerResult(Execution execution, Callee callee, Object value) {
    Optional<Message> reply;
    try {
      reply = execution.mapping().result(execution.header(), callee.result(), value);
      reply.ifPresent(message -> service.sender().checkSize(message.payload()));
    } catch (IllegalArgumentException e) {
      String reason = "the result cannot travel: " + e.getMessage();
      answerError(execution, new CallError(ErrorCode.INTERNAL, reason, ""), e);
      return;
    } catch (RuntimeException | Error e) { // of the result's own methods
      answerFailure(execution, callee, e);
      return;
    }
    answer(execution, reply);
  }

  private void answerFailure(Execution execution, Callee callee, Throwable failure) {
    answerError(execution, callee.failures().toError(failure), failure);
  }

  private void answerError(Execution execution, CallError error, Throwable cause) {
    if (error.code() == ErrorCode.INTERNAL && !execution.isCancelled()) {
      service.ownLog().error(LOG, "{}.{}: the operation failed", id(), name, cause);
    } else {
      LOG.debug("{}.{}: the operation refused the call, or nobody waits", id(), name, cause);
    }
    answer(execution, execution.mapping().error(execution.header(), error));
  }

  private void answer(Execution execution, Optional<Message> reply) {
    answer(execution, reply, message -> publish(execution, message));
  }

  private void answer(Execution execution, Optional<Message> reply, Consumer<Message> sending) {
    if (!execution.answer()) {
      return;
    }
    Optional<Message> sent = reply.map(message -> message.withQos(replyQos(execution)));
    if (execution.key().isPresent() && sent.isPresent()) {
      service.memory().answered(execution.key().get(), sent.get());
    }
    try {
      sent.ifPresent(sending);
    } finally { // not before, for the service may wait for that to leave
      service.queue().leave(execution.message());
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
    boolean alone = execution.publishedBefore() == service.published();
    int least = Math.max(delivery.leastQos(), quick && alone ? 0 : Message.DEFAULT_QOS);
    return repeats ? Math.max(least, execution.message().qos()) : least;
  }

  private void publish(Execution execution, Message reply) {
    publish(execution, reply, refusal -> onReplyRefused(execution, refusal));
  }

  /**
   * A caller who repeats what is not answered gets a lost reply again. For others it is kept until
   * the broker has it, unless it may be lost.
   */
  private void publish(Execution execution, Message reply, Transport.PublishListener whenRefused) {
    service.publishPendingValues();
    try {
      if (execution.header().memory().isPresent() || reply.qos() == 0) {
        service.sender().publishBehind(reply, whenRefused);
      } else {
        Duration patience = execution.header().timeout().orElse(PATIENCE_OF_OTHERS);
        service.outbox().publish(reply, patience.minus(execution.waited()), whenRefused);
      }
    } catch (TransportException e) {
      if (e.code() == ErrorCode.INVALID_ARGUMENT) {
        whenRefused.onRefused(e);
      } else {
        logUnsent(e);
      }
    }
  }

  /**
   * The broker does not pass a reply on: if it is too large, the caller is told that. May be called
   * by the MQTT library.
   */
  private void onReplyRefused(Execution execution, TransportException refusal) {
    if (refusal.code() == ErrorCode.UNAVAILABLE) {
      return; // nobody waits for it any more
    }
    logUnsent(refusal);
    if (refusal.code() != ErrorCode.INVALID_ARGUMENT) {
      return;
    }
    String reason = "the result cannot travel: " + refusal.getMessage();
    execution
        .mapping()
        .error(execution.header(), new CallError(ErrorCode.INTERNAL, reason, ""))
        .ifPresent(error -> answerInstead(execution, error));
  }

  private void answerInstead(Execution execution, Message error) {
    execution.key().ifPresent(key -> service.memory().answeredInstead(key, error));
    service.runLater(() -> publish(execution, error, this::logUnsent));
  }

  private void logUnsent(TransportException reason) {
    service
        .requestLog()
        .warn(LOG, "{}.{}: a reply was not sent: {}", id(), name, reason.getMessage());
  }

  private String id() {
    return service.id();
  }
}
