package io.mqttremoting.api;

import java.util.concurrent.CompletableFuture;

/**
 * Runs around the calls of clients: adds metadata, reads that of replies, measures, refuses, or
 * tries again. It is added by {@code ConnectionBuilder.interceptor} or {@code
 * ClientOptions.withInterceptor}.
 *
 * <pre>{@code
 * ClientInterceptor tenant = (call, chain) -> chain.proceed(call.withMetadata("tenant", "a"));
 * }</pre>
 *
 * <p>The first that was added is the outermost, and those of the connection are outside of those of
 * the options. They run once for each call of the user, however often the library sends the request
 * again.
 *
 * <p>Threads: {@link #intercept} runs in the thread that calls the method, also for a future; what
 * it attaches to the future of {@link CallChain#proceed} runs in a thread for callbacks. The hooks
 * run in the queue of the client's handlers. None of them is a thread of the MQTT library. Must be
 * thread-safe.
 */
@FunctionalInterface
public interface ClientInterceptor {
  /**
   * Runs around a call of an operation, a setter, a confirmed write, or {@code ClientHandle.fetch}.
   *
   * <p>All attempts of one call share its timeout: an attempt waits for what is left of it. If the
   * returned future is not complete a second after the timeout, the call ends without it. If the
   * user cancels a future, what was sent last is cancelled. A setter without a result, and a
   * one-way operation, ends successfully when the request is sent.
   *
   * @return the outcome for the caller. Its failure is thrown; if it is a checked exception that
   *     the method does not declare, as the cause of a {@link RemotingException} with code {@code
   *     INTERNAL}
   * @throws RemotingException to refuse the call, see {@link RemoteCall#refusal}; as other
   *     exceptions, it becomes the failure of the call
   */
  CompletableFuture<RemoteReply> intercept(RemoteCall call, CallChain chain);

  /** Called for each signal that arrives, before the client's handlers. */
  default void onSignal(RemoteEvent signal) {}

  /**
   * Called for the value that is known when the client is created, and for each that arrives and
   * differs from the last, before the client's handlers.
   */
  default void onValue(RemoteEvent value) {}

  /**
   * Runs around each call of a handler of a signal, in the thread that calls the handler.
   *
   * @param handler calls the handler, or the next interceptor; throws what the handler throws, a
   *     checked exception as the cause of an {@link
   *     java.lang.reflect.UndeclaredThrowableException}. What this method throws is logged as a
   *     failure of the handler
   */
  default void aroundSignalHandler(RemoteEvent signal, Runnable handler) {
    handler.run();
  }

  /**
   * Runs around each call of a handler of a property's changes, as {@link #aroundSignalHandler}
   * does.
   */
  default void aroundValueHandler(RemoteEvent value, Runnable handler) {
    handler.run();
  }
}
