package io.mqttremoting.internal.client;

import io.mqttremoting.api.CallTimeoutException;
import io.mqttremoting.api.ClientInterceptor;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.RemoteCall;
import io.mqttremoting.api.RemoteEvent;
import io.mqttremoting.api.RemoteReply;
import io.mqttremoting.internal.client.call.CallFailures;
import io.mqttremoting.internal.client.call.CallThreads;
import io.mqttremoting.internal.concurrent.LogLimit;
import io.mqttremoting.internal.interceptor.Interceptors;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.UndeclaredThrowableException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the interceptors of one proxy around its calls. Thread-safe. */
final class InterceptedCalls {
  /** How much longer than the call interceptors may take, so that they see its timeout. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(InterceptedCalls.class);

  private final String interfaceId;
  private final List<ClientInterceptor> events;
  private final Interceptors interceptors;
  private final CallThreads threads;

  InterceptedCalls(String interfaceId, List<ClientInterceptor> interceptors, CallThreads threads) {
    this.interfaceId = interfaceId;
    this.events = List.copyOf(interceptors);
    this.interceptors =
        new Interceptors(
            interceptors.stream()
                .map(
                    each ->
                        new Interceptors.Interceptor(each.getClass().getName(), each::intercept))
                .toList(),
            (call, reason) -> call.refusal(ErrorCode.INTERNAL, reason));
    this.threads = threads;
  }

  /** Hands over a value or signal; called in the queue of the proxy's handlers. */
  void receive(String member, boolean isValue, Received<Object[]> received, LogLimit log) {
    Object[] arguments = received.value();
    if (arguments == null) {
      return; // it could not be decoded
    }
    RemoteEvent event = RemoteEvent.of(interfaceId, member, received.metadata(), arguments);
    for (ClientInterceptor interceptor : events) {
      try {
        if (isValue) {
          interceptor.onValue(event);
        } else {
          interceptor.onSignal(event);
        }
      } catch (RuntimeException | Error e) { // the next is called, and then the handlers
        log.error(LOG, "{}.{}: interceptor {} failed", interfaceId, member, interceptor, e);
      }
    }
  }

  /** Runs the interceptors around {@code handler}, which gets a value or signal. */
  HandlerCall.Invocation around(String member, boolean isValue, HandlerCall.Invocation handler) {
    return received -> {
      Object[] arguments = received.value();
      if (arguments == null) {
        return; // not called: it could not be decoded
      }
      RemoteEvent event = RemoteEvent.of(interfaceId, member, received.metadata(), arguments);
      Runnable call = () -> invoke(handler, received);
      for (int i = events.size() - 1; i >= 0; i--) {
        ClientInterceptor interceptor = events.get(i);
        Runnable next = call;
        call =
            isValue
                ? () -> interceptor.aroundValueHandler(event, next)
                : () -> interceptor.aroundSignalHandler(event, next);
      }
      try {
        call.run();
      } catch (UndeclaredThrowableException e) {
        throw new InvocationTargetException(e.getUndeclaredThrowable());
      } catch (RuntimeException | Error e) {
        throw new InvocationTargetException(e);
      }
    };
  }

  private static void invoke(HandlerCall.Invocation handler, Received<Object[]> received) {
    try {
      handler.invoke(received);
    } catch (InvocationTargetException e) {
      Throwable cause = e.getCause();
      if (cause instanceof RuntimeException unchecked) {
        throw unchecked;
      }
      if (cause instanceof Error error) {
        throw error;
      }
      throw new UndeclaredThrowableException(cause);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e); // made accessible when the interface was read
    }
  }

  /**
   * A member that is called.
   *
   * @param result the class of its results; {@code void.class} for none
   */
  record Target(
      RemoteCall.Kind kind,
      CallFailures failures,
      Class<?> result,
      Duration timeout,
      Attempt attempt) {}

  /** Makes a call, once or several times. */
  interface Attempt {
    /**
     * Sends a request.
     *
     * @param left how long the caller still waits
     * @return completes in a thread for user code, or at once
     */
    CompletableFuture<RemoteReply> make(RemoteCall call, Duration left);
  }

  /**
   * Makes a call, and waits for its outcome. {@code declared} are the exceptions that the caller
   * expects.
   */
  @Nullable Object call(Target target, Class<?>[] declared, Object... shown) throws Throwable {
    Run run = new Run(target);
    run.begin(shown);
    RemoteReply reply;
    try {
      reply = run.outcome.get(run.left().plus(GRACE).toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      run.outcome.complete(run.hangs());
      reply = run.outcome.join();
    } catch (InterruptedException e) {
      run.outcome.cancel(false);
      Thread.currentThread().interrupt();
      throw target.failures().interrupted(e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("An outcome is never exceptional", e);
    }
    if (reply.failure().isPresent()) {
      throw thrown(reply.failure().get(), declared, target);
    }
    return reply.result();
  }

  private static Throwable thrown(Throwable failure, Class<?>[] expected, Target target) {
    if (failure instanceof RuntimeException || failure instanceof Error) {
      return failure;
    }
    for (Class<?> each : expected) {
      if (each.isInstance(failure)) {
        return failure;
      }
    }
    return target.failures().of(ErrorCode.INTERNAL, "an interceptor failed: " + failure, failure);
  }

  /** Makes a call. Cancelling the future gives up what was sent last. */
  CompletableFuture<Object> callAsync(Target target, Object... shown) {
    Run run = new Run(target);
    CompletableFuture<Object> future = new CompletableFuture<>();
    Runnable timer =
        threads.after(
            run.left().plus(GRACE),
            () -> threads.complete(() -> run.outcome.complete(run.hangs())));
    future.whenComplete(
        (value, failure) -> {
          timer.run();
          run.outcome.cancel(false); // no effect unless the user completed the future
        });
    run.outcome.thenAccept(
        reply ->
            reply
                .failure()
                .ifPresentOrElse(
                    future::completeExceptionally, () -> future.complete(reply.result())));
    run.begin(shown);
    return future;
  }

  /** One call of the user. */
  private final class Run {
    private final Target target;
    private final long begun = System.nanoTime();
    private final CompletableFuture<RemoteReply> outcome = new CompletableFuture<>();

    Run(Target target) {
      this.target = target;
    }

    void begin(Object[] shown) {
      CallFailures failures = target.failures();
      RemoteCall call =
          RemoteCall.of(
              interfaceId, failures.member(), target.kind(), Optional.of(target.timeout()), shown);
      interceptors.run(call, target.result(), this::attempt).thenAccept(outcome::complete);
    }

    Duration left() {
      return target.timeout().minusNanos(System.nanoTime() - begun);
    }

    private CompletableFuture<RemoteReply> attempt(RemoteCall call) {
      Duration left = left();
      if (outcome.isDone()) {
        return CompletableFuture.completedFuture(ended());
      }
      if (left.isNegative() || left.isZero()) {
        return failed(timeout("no time is left for another attempt"));
      }
      CompletableFuture<RemoteReply> attempt;
      try {
        attempt = target.attempt().make(call, left);
      } catch (RuntimeException e) { // it could not be sent
        return failed(e);
      }
      outcome.whenComplete((reply, cancelled) -> attempt.cancel(false));
      return attempt.handle((reply, cancelled) -> reply == null ? ended() : reply);
    }

    private RemoteReply ended() {
      return RemoteReply.failed(
          target.failures().of(ErrorCode.CANCELLED, "the caller no longer waits", null));
    }

    private CompletableFuture<RemoteReply> failed(RuntimeException failure) {
      return CompletableFuture.completedFuture(RemoteReply.failed(failure));
    }

    RemoteReply hangs() {
      return RemoteReply.failed(timeout("an interceptor has not ended the call"));
    }

    private CallTimeoutException timeout(String reason) {
      return new CallTimeoutException(
          target.failures().id(),
          target.failures().member(),
          reason + " within " + target.timeout().toMillis() + " ms");
    }
  }
}
