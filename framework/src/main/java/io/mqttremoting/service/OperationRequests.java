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
import java.util.concurrent.atomic.AtomicBoolean;
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
    Call call = new Call(message, mapping, System.nanoTime(), new AtomicBoolean());
    if (!service.tryEnqueue(message, () -> execute(call))) {
      service
          .refusals()
          .later(message, ErrorCode.RESOURCE_EXHAUSTED, "too many requests wait at the service");
    }
  }

  /** A request, which counts as waiting until it is answered. */
  private record Call(Message message, Mapping mapping, long arrived, AtomicBoolean answered) {
    Duration waited() {
      return Duration.ofNanos(System.nanoTime() - arrived);
    }
  }

  /** Runs in the implementation's turn. */
  private void execute(Call call) {
    try {
      Mapping.Request request = call.mapping().readRequest(call.message(), arguments);
      Duration waited = call.waited();
      if (request.header().timeout().filter(limit -> waited.compareTo(limit) >= 0).isPresent()) {
        String reason = "not executed, for it waited " + waited.toMillis() + " ms at the service";
        refuse(call, ErrorCode.DEADLINE_EXCEEDED, reason);
      } else {
        invoke(call, request);
      }
    } catch (BadPayloadException e) {
      refuse(call, ErrorCode.INVALID_ARGUMENT, e.getMessage());
    } catch (RuntimeException | Error e) { // of a payload's constructor, say
      LOG.error("{}.{}: the request could not be executed", service.id(), model.name(), e);
      refuse(call, ErrorCode.INTERNAL, "the request could not be executed");
    }
  }

  private void invoke(Call call, Mapping.Request request) {
    Object returned;
    try {
      returned = method.invoke(service.implementation(), request.arguments());
    } catch (InvocationTargetException e) {
      answerFailure(call, request.header(), e.getCause());
      return;
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e); // made accessible when the interface was read
    }
    if (method.getReturnType() != CompletableFuture.class) {
      answerResult(call, request.header(), returned);
    } else if (returned == null) {
      NullPointerException failure = new NullPointerException(method + " returned no future");
      answerFailure(call, request.header(), failure);
    } else {
      ((CompletableFuture<?>) returned)
          .whenComplete(
              (value, failure) -> {
                if (failure == null) {
                  answerResult(call, request.header(), value);
                } else {
                  answerFailure(call, request.header(), failure);
                }
              });
    }
  }

  private void refuse(Call call, ErrorCode code, String reason) {
    if (leave(call)) {
      service.refusals().now(call.message(), code, reason);
    }
  }

  private void answerResult(Call call, Mapping.Header header, Object value) {
    Optional<Message> reply;
    try {
      reply = call.mapping().result(header, result, value);
      reply.ifPresent(message -> service.connection().checkSize(message.payload()));
    } catch (IllegalArgumentException e) {
      String reason = "the result cannot travel: " + e.getMessage();
      answerError(call, header, new CallError(ErrorCode.INTERNAL, reason, ""), e);
      return;
    } catch (RuntimeException | Error e) { // of the result's own methods
      answerFailure(call, header, e);
      return;
    }
    answer(call, reply);
  }

  private void answerFailure(Call call, Mapping.Header header, Throwable failure) {
    answerError(call, header, failures.toError(failure), failure);
  }

  private void answerError(Call call, Mapping.Header header, CallError error, Throwable cause) {
    if (error.code() == ErrorCode.INTERNAL) {
      LOG.error("{}.{}: the operation failed", service.id(), model.name(), cause);
    } else {
      LOG.debug("{}.{}: the operation refused the call", service.id(), model.name(), cause);
    }
    answer(call, call.mapping().error(header, error));
  }

  private void answer(Call call, Optional<Message> reply) {
    if (leave(call) && reply.isPresent()) {
      try {
        service.connection().publish(reply.get());
      } catch (TransportException e) {
        LOG.warn("{}.{}: a reply is lost: {}", service.id(), model.name(), e.getMessage());
      }
    }
  }

  /** Makes room for another request; false if this one is answered already. */
  private boolean leave(Call call) {
    boolean first = call.answered().compareAndSet(false, true);
    if (first) {
      service.leave(call.message());
    }
    return first;
  }
}
