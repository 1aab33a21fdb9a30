package io.mqttremoting.internal.client;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.Metadata;
import io.mqttremoting.api.RemoteCall;
import io.mqttremoting.api.RemoteReply;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.internal.client.call.OneWay;
import io.mqttremoting.internal.client.call.Presence;
import io.mqttremoting.internal.client.call.RemoteOperation;
import io.mqttremoting.internal.concurrent.Turn;
import io.mqttremoting.internal.json.JsonArgumentsCodec;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** An operation that the methods of proxies call. Thread-safe. */
final class OperationClient {
  private final RemoteOperation operation;
  private final JsonArgumentsCodec arguments;
  private final Presence presence;
  private final Optional<OneWay> oneWay;
  private final Duration timeout;
  private final Class<?> result;

  /**
   * Calls {@code operation}.
   *
   * @param oneWay sends the calls if they have no reply; empty otherwise
   * @param timeout how long one-way calls wait if too many messages are unsent
   * @param result the class of results; {@code void.class} for none
   */
  OperationClient(
      RemoteOperation operation,
      JsonArgumentsCodec arguments,
      Presence presence,
      Optional<OneWay> oneWay,
      Duration timeout,
      Class<?> result) {
    this.operation = operation;
    this.arguments = arguments;
    this.presence = presence;
    this.oneWay = oneWay;
    this.timeout = timeout;
    this.result = result;
  }

  /** The same operation, whose callers wait for another time; empty for the same time. */
  OperationClient with(Optional<Duration> other) {
    return other.isEmpty()
        ? this
        : new OperationClient(
            operation.with(other.get()), arguments, presence, oneWay, other.get(), result);
  }

  /** The same operation, whose calls have no reply. */
  OperationClient withoutReply(OneWay sender) {
    return new OperationClient(
        operation, arguments, presence, Optional.of(sender), timeout, void.class);
  }

  RemoteOperation operation() {
    return operation;
  }

  /** Calls the operation, and waits for the reply. */
  @Nullable Object call(ProxyScope caller, Object @Nullable [] values) throws Throwable {
    if (oneWay.isPresent()) {
      send(oneWay.get(), caller, values);
      return null;
    }
    checkTurn();
    return operation.call(caller, encode(values));
  }

  /**
   * Calls the operation. The future completes in a thread for user code. Cancelling it gives up the
   * call.
   */
  CompletableFuture<Object> callAsync(ProxyScope caller, Object @Nullable [] values) {
    try {
      if (oneWay.isPresent()) {
        send(oneWay.get(), caller, values);
        return CompletableFuture.completedFuture(null);
      }
      return operation.callAsync(caller, encode(values));
    } catch (RemotingException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /**
   * What interceptors run around: it makes a call as {@link #call} and {@link #callAsync} do.
   *
   * @param blocking whether the calling thread waits for the reply
   */
  InterceptedCalls.Target target(
      RemoteCall.Kind kind, ProxyScope caller, boolean blocking, Object @Nullable [] values) {
    boolean waitsForItself = blocking && oneWay.isEmpty() && waitsForThisThread();
    return new InterceptedCalls.Target(
        kind,
        operation.failures(),
        result,
        operation.timeout(),
        (call, left) -> {
          if (waitsForItself) {
            throw waitsForItself();
          }
          return attempt(caller, encode(values), call.metadata(), left);
        });
  }

  /**
   * Calls it without waiting for the reply, with the interceptors of the caller around the call.
   *
   * @param shown the arguments that interceptors see
   */
  CompletableFuture<Object> callAsync(
      RemoteCall.Kind kind, ProxyScope caller, Object @Nullable [] values, Object... shown) {
    return caller
        .interceptors()
        .map(around -> around.callAsync(target(kind, caller, false, values), shown))
        .orElseGet(() -> callAsync(caller, values));
  }

  private CompletableFuture<RemoteReply> attempt(
      ProxyScope caller, byte[] json, Metadata metadata, Duration left) {
    if (oneWay.isEmpty()) {
      return operation.callForReply(caller, json, left, metadata);
    }
    caller.checkOpen(operation.failures().member());
    oneWay.get().send(operation.failures(), () -> operation.oneWayRequest(json, metadata), left);
    return CompletableFuture.completedFuture(RemoteReply.of(null));
  }

  private void send(OneWay sender, ProxyScope caller, Object @Nullable [] values) {
    caller.checkOpen(operation.failures().member());
    byte[] json = encode(values);
    sender.send(operation.failures(), () -> operation.oneWayRequest(json), timeout);
  }

  /** Throws if this call would wait for a service that waits for the current thread. */
  private void checkTurn() {
    if (waitsForThisThread()) {
      throw waitsForItself();
    }
  }

  private boolean waitsForThisThread() {
    return Turn.waitsForThisThread(presence.availability().memoryId());
  }

  private RemotingException waitsForItself() {
    return operation
        .failures()
        .of(
            ErrorCode.FAILED_PRECONDITION,
            "this call would wait for itself: the service executes one call at a time and is"
                + " executing the one that makes it; call the implementation's own method, return"
                + " the future of the call, or serve with concurrency",
            null);
  }

  private byte[] encode(Object @Nullable [] values) {
    try {
      return arguments.encode(values);
    } catch (IllegalArgumentException e) {
      throw operation.failures().of(ErrorCode.INVALID_ARGUMENT, String.valueOf(e.getMessage()), e);
    }
  }
}
