package io.mqttremoting.service;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.model.OperationModel;
import io.mqttremoting.transport.Message;
import io.mqttremoting.transport.TransportException;
import io.mqttremoting.wire.BadPayloadException;
import io.mqttremoting.wire.CallError;
import io.mqttremoting.wire.JsonArgumentsCodec;
import io.mqttremoting.wire.JsonCodec;
import io.mqttremoting.wire.JsonValueCodec;
import io.mqttremoting.wire.MappingV3;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Requests to one operation: calls of its method, and replies. */
final class OperationRequests {
  private static final Logger LOG = LoggerFactory.getLogger(OperationRequests.class);

  private final ServiceDispatcher service;
  private final OperationModel model;
  private final Method method;
  private final MappingV3 mapping;
  private final JsonArgumentsCodec arguments;
  private final JsonValueCodec result;
  private final Failures failures;

  /** Requests to {@code model}, which become calls of {@code method}, the one that is written. */
  OperationRequests(
      ServiceDispatcher service,
      OperationModel model,
      Method method,
      JsonCodec json,
      MappingV3 mapping,
      Failures failures) {
    this.service = service;
    this.model = model;
    this.method = method;
    this.mapping = mapping;
    this.arguments = json.arguments(model.parameters());
    this.result = model.isVoid() ? null : json.value(model.resultType());
    this.failures = failures;
  }

  /** Takes a request; called by the MQTT library. */
  void receive(Message message) {
    long arrived = System.nanoTime();
    if (!service.tryEnqueue(message, () -> execute(message, arrived))) {
      service
          .refusals()
          .later(message, ErrorCode.RESOURCE_EXHAUSTED, "too many requests wait at the service");
    }
  }

  /** Runs in the implementation's turn. The request counts as waiting until it is answered. */
  private void execute(Message message, long arrived) {
    MappingV3.Request request;
    try {
      request = mapping.readRequest(message.payload(), arguments);
    } catch (BadPayloadException e) {
      refuse(message, ErrorCode.INVALID_ARGUMENT, e.getMessage());
      return;
    }
    long waited = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - arrived);
    if (request.header().timeoutMillis().filter(timeout -> waited >= timeout).isPresent()) {
      refuse(
          message,
          ErrorCode.DEADLINE_EXCEEDED,
          "not executed, for it waited " + waited + " ms at the service");
      return;
    }
    Object returned;
    try {
      returned = method.invoke(service.implementation(), request.arguments());
    } catch (InvocationTargetException e) {
      answerFailure(message, request, e.getCause());
      return;
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e); // made accessible when the interface was read
    }
    if (method.getReturnType() != CompletableFuture.class) {
      answerResult(message, request, returned);
    } else if (returned == null) {
      answerFailure(message, request, new NullPointerException(method + " returned no future"));
    } else {
      ((CompletableFuture<?>) returned)
          .whenComplete(
              (value, failure) -> {
                if (failure == null) {
                  answerResult(message, request, value);
                } else {
                  answerFailure(message, request, failure);
                }
              });
    }
  }

  private void refuse(Message message, ErrorCode code, String reason) {
    service.leave(message);
    service.refusals().now(message, code, reason);
  }

  private void answerResult(Message message, MappingV3.Request request, Object value) {
    try {
      byte[] reply =
          mapping.result(request.header().correlationData().orElseThrow(), result, value);
      service.connection().checkSize(reply);
      answer(message, request, reply);
    } catch (IllegalArgumentException e) {
      answerError(
          message,
          request,
          new CallError(ErrorCode.INTERNAL, "the result cannot travel: " + e.getMessage(), ""),
          e);
    }
  }

  private void answerFailure(Message message, MappingV3.Request request, Throwable failure) {
    answerError(message, request, failures.toError(failure), failure);
  }

  private void answerError(
      Message message, MappingV3.Request request, CallError error, Throwable cause) {
    if (error.code() == ErrorCode.INTERNAL) {
      LOG.error("{}.{}: the operation failed", service.id(), model.name(), cause);
    } else {
      LOG.debug("{}.{}: the operation refused the call", service.id(), model.name(), cause);
    }
    answer(message, request, mapping.error(request.header().correlationData(), error));
  }

  private void answer(Message message, MappingV3.Request request, byte[] reply) {
    service.leave(message);
    try {
      service.connection().publish(request.header().responseTopic().orElseThrow(), reply, false);
    } catch (TransportException e) {
      LOG.warn("{}.{}: a reply is lost: {}", service.id(), model.name(), e.getMessage());
    }
  }
}
