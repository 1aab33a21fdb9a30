package io.mqttremoting.api;

import java.util.concurrent.CompletableFuture;

/**
 * What comes after an interceptor: the next interceptor, and after the last one the call itself.
 */
@FunctionalInterface
public interface CallChain {
  /**
   * Continues with a call. An interceptor may call this any number of times: not at all, to refuse
   * the call or to answer it by itself; or again, to try again.
   *
   * @param call the call that the interceptor got, or one with other metadata
   * @return completes with the outcome, never exceptionally
   */
  CompletableFuture<RemoteReply> proceed(RemoteCall call);
}
