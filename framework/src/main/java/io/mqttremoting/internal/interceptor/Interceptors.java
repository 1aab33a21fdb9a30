package io.mqttremoting.internal.interceptor;

import io.mqttremoting.api.CallChain;
import io.mqttremoting.api.RemoteCall;
import io.mqttremoting.api.RemoteReply;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Interceptors of calls, the outermost first. Immutable. */
public final class Interceptors {
  private final List<Interceptor> interceptors;

  /** One interceptor: the part that those of clients and services have in common. */
  @FunctionalInterface
  public interface Interceptor {
    /** Runs around a call. User code, which may throw anything and return {@code null}. */
    @Nullable CompletableFuture<RemoteReply> intercept(RemoteCall call, CallChain chain);
  }

  /** These interceptors. */
  public Interceptors(List<Interceptor> interceptors) {
    this.interceptors = List.copyOf(interceptors);
  }

  /**
   * Runs all interceptors around {@code last}, which makes the call.
   *
   * @return never completes exceptionally: what interceptors throw is a failure
   */
  public CompletableFuture<RemoteReply> run(RemoteCall call, CallChain last) {
    return run(0, call, last);
  }

  private CompletableFuture<RemoteReply> run(int index, RemoteCall call, CallChain last) {
    if (index == interceptors.size()) {
      return last.proceed(call);
    }
    try {
      CompletableFuture<RemoteReply> outcome =
          interceptors.get(index).intercept(call, next -> run(index + 1, next, last));
      return outcome == null ? nothing() : outcome.handle(Interceptors::outcome);
    } catch (Throwable e) { // user code may throw anything
      return CompletableFuture.completedFuture(RemoteReply.failed(e));
    }
  }

  private static CompletableFuture<RemoteReply> nothing() {
    return CompletableFuture.completedFuture(outcome(null, null));
  }

  private static RemoteReply outcome(@Nullable RemoteReply reply, @Nullable Throwable failure) {
    if (failure != null) {
      return RemoteReply.failed(
          failure instanceof CompletionException && failure.getCause() != null
              ? failure.getCause()
              : failure);
    }
    return reply == null
        ? RemoteReply.failed(new NullPointerException("an interceptor returned null"))
        : reply;
  }
}
