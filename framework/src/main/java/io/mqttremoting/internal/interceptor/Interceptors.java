package io.mqttremoting.internal.interceptor;

import io.mqttremoting.api.CallChain;
import io.mqttremoting.api.RemoteCall;
import io.mqttremoting.api.RemoteReply;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Interceptors of calls, the outermost first. Immutable. */
public final class Interceptors {
  private final List<Interceptor> interceptors;
  private final BiFunction<RemoteCall, String, RuntimeException> fault;

  /** The part that interceptors of clients and services have in common. */
  @FunctionalInterface
  public interface Code {
    /** Runs around a call. User code, which may throw anything and return {@code null}. */
    @Nullable CompletableFuture<RemoteReply> intercept(RemoteCall call, CallChain chain);
  }

  /**
   * One interceptor.
   *
   * @param name tells the user which one it is
   */
  public record Interceptor(String name, Code code) {}

  /**
   * These interceptors.
   *
   * @param fault the failure of a call that an interceptor did not end as it must, by what it did
   */
  public Interceptors(
      List<Interceptor> interceptors, BiFunction<RemoteCall, String, RuntimeException> fault) {
    this.interceptors = List.copyOf(interceptors);
    this.fault = fault;
  }

  /**
   * Runs all interceptors around {@code last}, which makes the call.
   *
   * @param result the class of results; {@code void.class} if nobody looks at them
   * @return never completes exceptionally: what interceptors throw is a failure
   */
  public CompletableFuture<RemoteReply> run(RemoteCall call, Class<?> result, CallChain last) {
    return run(0, call, result, last);
  }

  private CompletableFuture<RemoteReply> run(
      int index, RemoteCall call, Class<?> result, CallChain last) {
    if (index == interceptors.size()) {
      return last.proceed(call);
    }
    Interceptor interceptor = interceptors.get(index);
    try {
      CompletableFuture<RemoteReply> outcome =
          interceptor.code().intercept(call, next -> run(index + 1, next, result, last));
      return outcome == null
          ? CompletableFuture.completedFuture(
              wrong(call, interceptor, "returned null instead of a future"))
          : outcome.handle(
              (reply, failure) ->
                  failure == null
                      ? checked(call, interceptor, result, reply)
                      : RemoteReply.failed(cause(failure)));
    } catch (Throwable e) { // user code may throw anything
      return CompletableFuture.completedFuture(RemoteReply.failed(e));
    }
  }

  private static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  private RemoteReply checked(
      RemoteCall call, Interceptor interceptor, Class<?> type, @Nullable RemoteReply reply) {
    if (reply == null) {
      return wrong(call, interceptor, "completed its future with null instead of a RemoteReply");
    }
    if (reply.failure().isPresent() || fits(type, reply.result())) {
      return reply;
    }
    Object given = reply.result();
    return wrong(
        call,
        interceptor,
        "returned "
            + (given == null ? "null" : "a result of type " + given.getClass().getName())
            + " instead of "
            + type.getName());
  }

  private static boolean fits(Class<?> type, @Nullable Object result) {
    return type == void.class
        || (result == null
            ? !type.isPrimitive()
            : MethodType.methodType(type).wrap().returnType().isInstance(result));
  }

  private RemoteReply wrong(RemoteCall call, Interceptor interceptor, String what) {
    return RemoteReply.failed(fault.apply(call, "interceptor " + interceptor.name() + " " + what));
  }
}
