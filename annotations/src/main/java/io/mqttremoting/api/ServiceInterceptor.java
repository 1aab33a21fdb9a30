package io.mqttremoting.api;

import java.util.concurrent.CompletableFuture;

/**
 * Runs around what callers request of a service: reads the metadata of requests, refuses, measures,
 * and adds metadata to replies. It is added by {@code ServiceOptions.withInterceptor}, or by {@code
 * ConnectionBuilder.serviceInterceptor} to all services of a connection.
 *
 * <pre>{@code
 * ServiceInterceptor onlyTenantA =
 *     (call, chain) -> {
 *       if (!call.metadata().get("tenant").equals(Optional.of("a"))) {
 *         throw call.refusal(ErrorCode.PERMISSION_DENIED, "not your tenant");
 *       }
 *       return chain.proceed(call);
 *     };
 * }</pre>
 *
 * <p>The first that was added is the outermost, and those of the connection are outside of those of
 * the options. A repeated request is executed once, so they run once, too.
 *
 * <p>Threads: {@link #intercept} runs in the turn of the implementation, in the thread that then
 * calls it, and {@link OperationContext#current()} is the context of the request. What it attaches
 * to the future of {@link CallChain#proceed} runs in the thread that completes the operation's
 * future. The hooks run in the thread that reports the change or raises the signal. None of them is
 * a thread of the MQTT library. Must be thread-safe.
 */
@FunctionalInterface
public interface ServiceInterceptor {
  /**
   * Runs around a call of an operation, a setter, a confirmed write, or a getter that a caller
   * requests.
   *
   * @return the outcome for the caller, with the metadata of the reply
   * @throws RemotingException to refuse the call: the caller gets its code and reason, unless the
   *     code is {@code APPLICATION} or {@code UNKNOWN}. Other exceptions are treated like those of
   *     the implementation
   */
  CompletableFuture<RemoteReply> intercept(RemoteCall call, CallChain chain);

  /**
   * Called before a signal is published.
   *
   * @return the metadata to publish beside it; used with MQTT 5 only
   */
  default Metadata onSignal(RemoteEvent signal) {
    return signal.metadata();
  }

  /**
   * Called once for each new value of a property, before it is published, also for the first.
   *
   * @return the metadata to publish beside it, now and on later connections; used with MQTT 5 only
   */
  default Metadata onValue(RemoteEvent value) {
    return value.metadata();
  }
}
