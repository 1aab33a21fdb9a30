package io.mqttremoting.client;

import io.mqttremoting.api.CallTimeoutException;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.model.ErrorModel;
import io.mqttremoting.model.OperationModel;
import io.mqttremoting.transport.TransportException;
import io.mqttremoting.wire.BadPayloadException;
import io.mqttremoting.wire.CallError;
import io.mqttremoting.wire.JsonArgumentsCodec;
import io.mqttremoting.wire.JsonCodec;
import io.mqttremoting.wire.JsonValueCodec;
import io.mqttremoting.wire.Mapping;
import io.mqttremoting.wire.Message;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** An operation, as all proxies of its interface on one connection call it. Thread-safe. */
final class OperationClient {
  private final ClientEndpoint endpoint;
  private final OperationModel model;
  private final PendingCalls calls;
  private final JsonArgumentsCodec arguments;
  private final JsonValueCodec result;
  private final Route routeV5;
  private final Route routeV3;
  private final Duration timeout;
  private final boolean needsResult;

  OperationClient(
      ClientEndpoint endpoint,
      OperationModel model,
      PendingCalls calls,
      JsonCodec json,
      Mapping mappingV5,
      Mapping mappingV3,
      Duration defaultTimeout) {
    this.endpoint = endpoint;
    this.model = model;
    this.calls = calls;
    this.arguments = json.arguments(model.parameters());
    this.result = model.isVoid() ? null : json.value(model.resultType());
    this.routeV5 = new Route(mappingV5);
    this.routeV3 = new Route(mappingV3);
    this.timeout = model.timeout().orElse(defaultTimeout);
    this.needsResult =
        !model.isVoid()
            && model.blocking().map(Method::getReturnType).filter(Class::isPrimitive).isPresent();
  }

  /** How a call goes in one mapping. */
  private final class Route {
    private final Mapping mapping;
    private final String requestTopic;
    private final String replyTopic;

    Route(Mapping mapping) {
      this.mapping = mapping;
      this.requestTopic = mapping.requestTopic(endpoint.topics(), model.name());
      this.replyTopic = mapping.replyTopic(endpoint.topics(), model.name(), endpoint.clientId());
    }

    Message request(String id, Object[] values) {
      return mapping.request(requestTopic, id, replyTopic, timeout, arguments, values);
    }

    void addReceiver(Map<String, Consumer<Message>> receivers) {
      receivers.put(replyTopic, reply -> calls.receive(reply, mapping));
    }
  }

  void addReceivers(Map<String, Consumer<Message>> receivers) {
    routeV5.addReceiver(receivers);
    routeV3.addReceiver(receivers);
  }

  private Route route() {
    return endpoint.usesMappingV5() ? routeV5 : routeV3;
  }

  /** Calls, and waits for the reply. */
  Object call(ClientInstance caller, Object[] values) throws Throwable {
    if (model.oneWay()) {
      sendOneWay(caller, values);
      return null;
    }
    PendingCall call = send(caller, values);
    try {
      return read(call.outcome().get(timeout.toNanos(), TimeUnit.NANOSECONDS));
    } catch (TimeoutException e) {
      throw timedOut();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure(ErrorCode.CANCELLED, "the calling thread was interrupted", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("An outcome is never exceptional", e);
    } finally {
      calls.forget(call);
    }
  }

  /** Calls; the future completes in a thread for user code, or is cancelled to give up the call. */
  CompletableFuture<Object> callAsync(ClientInstance caller, Object[] values) {
    PendingCall call;
    try {
      if (model.oneWay()) {
        sendOneWay(caller, values);
        return CompletableFuture.completedFuture(null);
      }
      call = send(caller, values);
    } catch (RemotingException e) {
      return CompletableFuture.failedFuture(e);
    }
    CompletableFuture<Object> future = new CompletableFuture<>();
    Runnable timer = calls.endAfter(timeout, call, this::timedOut);
    call.outcome().thenAccept(outcome -> calls.complete(() -> complete(future, outcome)));
    future.whenComplete(
        (value, error) -> {
          timer.run();
          calls.forget(call);
        });
    return future;
  }

  private void complete(CompletableFuture<Object> future, PendingCall.Outcome outcome) {
    try {
      future.complete(read(outcome));
    } catch (Throwable e) { // whatever the operation declares
      future.completeExceptionally(e);
    }
  }

  private PendingCall send(ClientInstance caller, Object[] values) {
    PendingCall call = calls.open(caller, endpoint.id(), model.name());
    boolean sent = false;
    try {
      caller.checkOpen(model.name()); // after it is among those that a close() ends
      Route route = route();
      endpoint.send(
          model.name(),
          request(route, call.id(), values),
          refusal -> onRefusal(call, route, values, refusal));
      sent = true;
      return call;
    } finally {
      if (!sent) {
        calls.forget(call);
      }
    }
  }

  private void sendOneWay(ClientInstance caller, Object[] values) {
    caller.checkOpen(model.name());
    endpoint.send(model.name(), request(route(), calls.newId(), values));
  }

  /** Called by the MQTT library. */
  private void onRefusal(
      PendingCall call, Route route, Object[] values, TransportException refusal) {
    if (route == routeV5 && refusal.code() == ErrorCode.UNAVAILABLE) {
      endpoint.runLater(() -> sendV3(call, values)); // a service on MQTT 3.1.1 listens there
    } else {
      calls.end(call, () -> endpoint.refusal(model.name(), refusal));
    }
  }

  private void sendV3(PendingCall call, Object[] values) {
    try {
      endpoint.send(
          model.name(),
          request(routeV3, call.id(), values),
          refusal -> onRefusal(call, routeV3, values, refusal));
    } catch (RemotingException e) {
      calls.end(call, () -> e);
    }
  }

  private Message request(Route route, String id, Object[] values) {
    try {
      return route.request(id, values);
    } catch (IllegalArgumentException e) {
      throw failure(ErrorCode.INVALID_ARGUMENT, e.getMessage(), e);
    }
  }

  private Object read(PendingCall.Outcome outcome) throws Throwable {
    if (outcome.failure() != null) {
      throw outcome.failure().get();
    }
    Mapping.Reply reply;
    try {
      reply = outcome.mapping().readReply(outcome.reply(), result);
    } catch (BadPayloadException e) {
      throw failure(ErrorCode.INTERNAL, "the reply cannot be read: " + e.getMessage(), e);
    }
    if (reply.error().isPresent()) {
      throw toException(reply.error().get());
    }
    if (reply.result() == null && needsResult) {
      throw failure(ErrorCode.INTERNAL, "the reply is null where a value is due", null);
    }
    return reply.result();
  }

  /** The exception of the contract if the operation declares it; nothing else is ever looked up. */
  private Throwable toException(CallError error) throws ReflectiveOperationException {
    if (error.code() == ErrorCode.APPLICATION) {
      for (ErrorModel declared : model.errors()) {
        if (declared.name().equals(error.type())) {
          return declared.constructor().newInstance(error.message());
        }
      }
    }
    String type = error.type().isEmpty() ? "" : " (" + error.type() + ")";
    return failure(error.code(), error.message() + type, null);
  }

  private RemotingException timedOut() {
    return new CallTimeoutException(
        endpoint.id(),
        model.name(),
        "no reply within "
            + timeout.toMillis()
            + " ms; does a service run, on the same broker, and not take longer?");
  }

  private RemotingException failure(ErrorCode code, String reason, Throwable cause) {
    return new RemotingException(code, endpoint.id(), model.name(), reason, cause);
  }
}
