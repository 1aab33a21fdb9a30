package io.mqttremoting.internal.service.request;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.Metadata;
import io.mqttremoting.api.OperationContext;
import io.mqttremoting.api.RemoteCall;
import io.mqttremoting.api.RemoteReply;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.api.ServiceInterceptor;
import io.mqttremoting.internal.concurrent.Futures;
import io.mqttremoting.internal.interceptor.Interceptors;
import io.mqttremoting.internal.service.value.Implementation;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Runs the interceptors of a service around calls of its implementation. Thread-safe. */
final class InterceptedCalls {
  private final String interfaceId;
  private final Interceptors interceptors;

  InterceptedCalls(String interfaceId, List<ServiceInterceptor> interceptors) {
    this.interfaceId = interfaceId;
    this.interceptors =
        new Interceptors(
            interceptors.stream()
                .map(
                    each ->
                        new Interceptors.Interceptor(each.getClass().getName(), each::intercept))
                .toList(),
            (call, reason) -> new ClassCastException(reason));
  }

  /**
   * Returns a call that runs the interceptors around {@code invocation}, in the {@link
   * OperationContext} of a request. It returns a {@link CompletableFuture}.
   *
   * @param result the class of results; {@code void.class} for none
   * @param hidden how many of the first arguments interceptors do not see
   * @param failures tells which code the caller gets of an exception
   */
  Implementation.Invocation around(
      String member,
      RemoteCall.Kind kind,
      Class<?> result,
      int hidden,
      Failures failures,
      Implementation.Invocation invocation) {
    return arguments -> {
      OperationContext context = OperationContext.current();
      Object[] shown = Arrays.copyOfRange(arguments, hidden, arguments.length);
      RemoteCall call =
          RemoteCall.of(interfaceId, member, kind, context.timeLeft(), shown)
              .withMetadata(context.metadata());
      Run run = new Run(context, failures, invocation, arguments);
      interceptors.run(call, result, next -> run.invoke()).thenAccept(run::end);
      return run.result;
    };
  }

  /** One request. */
  private static final class Run {
    private final OperationContext context;
    private final Failures failures;
    private final Implementation.Invocation invocation;
    private final Object[] arguments;
    private final CompletableFuture<@Nullable Object> result = new CompletableFuture<>();
    private final Set<Throwable> ofImplementation = ConcurrentHashMap.newKeySet();

    Run(
        OperationContext context,
        Failures failures,
        Implementation.Invocation invocation,
        Object[] arguments) {
      this.context = context;
      this.failures = failures;
      this.invocation = invocation;
      this.arguments = arguments;
    }

    /** Calls the implementation, in the context of the request also if another thread does it. */
    CompletableFuture<RemoteReply> invoke() {
      Object returned;
      try {
        returned = context.run(() -> invocation.invoke(arguments));
      } catch (InvocationTargetException e) {
        return CompletableFuture.completedFuture(reply(null, e.getCause()));
      } catch (Exception e) {
        return CompletableFuture.completedFuture(reply(null, e));
      }
      if (!(returned instanceof CompletableFuture<?> future)) {
        return CompletableFuture.completedFuture(reply(returned, null));
      }
      result.whenComplete(
          (value, failure) -> {
            if (result.isCancelled()) {
              future.cancel(true);
            }
          });
      return future.handle(this::reply);
    }

    private RemoteReply reply(@Nullable Object value, @Nullable Throwable failure) {
      Metadata metadata = context.replyMetadata();
      if (failure == null) {
        return RemoteReply.of(value).withMetadata(metadata);
      }
      Throwable cause = Futures.cause(failure);
      ofImplementation.add(cause);
      return RemoteReply.failed(cause, failures.toError(cause).code()).withMetadata(metadata);
    }

    void end(RemoteReply reply) {
      try {
        context.addReplyMetadata(reply.metadata());
      } catch (IllegalArgumentException e) { // too much together
        result.completeExceptionally(e);
        return;
      }
      if (reply.failure().isEmpty()) {
        result.complete(reply.result());
      } else {
        result.completeExceptionally(failure(reply.failure().get()));
      }
    }

    private Throwable failure(Throwable failure) {
      return failure instanceof RemotingException refusal
              && !ofImplementation.contains(failure)
              && refusal.code() != ErrorCode.APPLICATION
              && refusal.code() != ErrorCode.UNKNOWN
          ? new InterceptorRefusal(refusal)
          : Objects.requireNonNull(failure);
    }
  }
}
