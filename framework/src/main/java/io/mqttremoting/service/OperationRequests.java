package io.mqttremoting.service;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.model.OperationModel;
import io.mqttremoting.transport.TransportException;
import io.mqttremoting.wire.BadPayloadException;
import io.mqttremoting.wire.CallError;
import io.mqttremoting.wire.JsonArgumentsCodec;
import io.mqttremoting.wire.JsonCodec;
import io.mqttremoting.wire.JsonValueCodec;
import io.mqttremoting.wire.Mapping;
import io.mqttremoting.wire.Message;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Requests to one operation: calls of its method, and replies. */
final class OperationRequests {
  private static final Logger LOG = LoggerFactory.getLogger(OperationRequests.class);

  private final ServiceDispatcher service;
  private final OperationModel model;
  private final Method method;
  private final JsonArgumentsCodec arguments;
  private final JsonValueCodec result;
  private final Failures failures;

  /** Requests to {@code model}, which become calls of {@code method}, the one that is written. */
  OperationRequests(
      ServiceDispatcher service,
      OperationModel model,
      Method method,
      JsonCodec json,
      Failures failures) {
    this.service = service;
    this.model = model;
    this.method = method;
    this.arguments = json.arguments(model.parameters());
    this.result = model.isVoid() ? null : json.value(model.resultType());
    this.failures = failures;
  }

  /** Takes a request; called by the MQTT library. */
  void receive(Message message, Mapping mapping) {
    long arrived = System.nanoTime();
    if (!service.tryEnqueue(message, () -> execute(message, mapping, arrived))) {
      service
          .refusals()
          .later(message, ErrorCode.RESOURCE_EXHAUSTED, "too many requests wait at the service");
    }
  }

  /** Runs in the implementation's turn. The request counts as waiting until it is answered. */
  private void execute(Message message, Mapping mapping, long arrived) {
    Mapping.Request request;
    try {
      request = mapping.readRequest(message, arguments);
    } catch (BadPayloadException e) {
      refuse(message, ErrorCode.INVALID_ARGUMENT, e.getMessage());
      return;
    }
    Duration waited = Duration.ofNanos(System.nanoTime() - arrived);
    if (request.header().timeout().filter(timeout -> waited.compareTo(timeout) >= 0).isPresent()) {
      refuse(
          message,
          ErrorCode.DEADLINE_EXCEEDED,
          "not executed, for it waited " + waited.toMillis() + " ms at the service");
      return;
    }
    Call call = new Call(message, mapping, request.header());
    Object returned;
    try {
      returned = method.invoke(service.implementation(), request.arguments());
    } catch (InvocationTargetException e) {
      answerFailure(call, e.getCause());
      return;
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e); // made accessible when the interface was read
    }
    if (method.getReturnType() != CompletableFuture.class) {
      answerResult(call, returned);
    } else if (returned == null) {
      answerFailure(call, new NullPointerException(method + " returned no future"));
    } else {
      ((CompletableFuture<?>) returned)
          .whenComplete(
              (value, failure) -> {
                if (failure == null) {
                  answerResult(call, value);
                } else {
                  answerFailure(call, failure);
                }
              });
    }
  }

  private void refuse(Message message, ErrorCode code, String reason) {
    service.leave(message);
    service.refusals().now(message, code, reason);
  }

  /** A request that is being executed, and what its answer needs. */
  private record Call(Message message, Mapping mapping, Mapping.Header header) {}

  private void answerResult(Call call, Object value) {
    try {
      Optional<Message> reply = call.mapping().result(call.header(), result, value);
      reply.ifPresent(message -> service.connection().checkSize(message.payload()));
      answer(call, reply);
    } catch (IllegalArgumentException e) {
      String reason = "the result cannot travel: " + e.getMessage();
      answerError(call, new CallError(ErrorCode.INTERNAL, reason, ""), e);
    }
  }

  private void answerFailure(Call call, Throwable failure) {
    answerError(call, failures.toError(failure), failure);
  }

  private void answerError(Call call, CallError error, Throwable cause) {
    if (error.code() == ErrorCode.INTERNAL) {
      LOG.error("{}.{}: the operation failed", service.id(), model.name(), cause);
    } else {
      LOG.debug("{}.{}: the operation refused the call", service.id(), model.name(), cause);
    }
    answer(call, call.mapping().error(call.header(), error));
  }

  private void answer(Call call, Optional<Message> reply) {
    service.leave(call.message());
    if (reply.isPresent()) {
      try {
        service.connection().publish(reply.get());
      } catch (TransportException e) {
        LOG.warn("{}.{}: a reply is lost: {}", service.id(), model.name(), e.getMessage());
      }
    }
  }
}
