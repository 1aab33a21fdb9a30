package io.mqttremoting.internal.inspector;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.RemotingException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for answers of services. */
final class Waiting {
  /** Longer than any timeout that a page can choose: the calls end by themselves. */
  private static final long LONGEST_SECONDS = 120;

  private Waiting() {}

  /**
   * Waits for a result.
   *
   * @throws RemotingException if it fails
   */
  static <T> T result(CompletableFuture<T> future) {
    try {
      return future.get(LONGEST_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RemotingException failure) {
        throw failure;
      }
      throw new RemotingException(ErrorCode.INTERNAL, String.valueOf(e.getCause()), e.getCause());
    } catch (TimeoutException e) {
      future.cancel(false);
      throw new RemotingException(ErrorCode.DEADLINE_EXCEEDED, "no answer in time", e);
    } catch (InterruptedException e) {
      future.cancel(false);
      Thread.currentThread().interrupt();
      throw new RemotingException(ErrorCode.CANCELLED, "interrupted", e);
    }
  }
}
