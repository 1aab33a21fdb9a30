package io.mqttremoting.micrometer;

import io.micrometer.observation.Observation;
import io.mqttremoting.api.CallChain;
import io.mqttremoting.api.RemoteCall;
import io.mqttremoting.api.RemoteReply;
import java.util.concurrent.CompletableFuture;

/** What the observations of calls at both ends have in common. */
final class ObservedCall {
  private ObservedCall() {}

  /** Continues with a call; meanwhile, the observation is the current one of this thread. */
  static CompletableFuture<RemoteReply> proceed(
      Observation observation, CallChain chain, RemoteCall call) {
    try {
      return observation.scoped(() -> chain.proceed(call));
    } catch (Throwable e) { // as other interceptors are treated
      return CompletableFuture.completedFuture(RemoteReply.failed(e));
    }
  }

  /** Ends the observation of a call that ended with this reply. */
  static void stop(Observation observation, RemoteReply reply) {
    reply.failure().ifPresent(observation::error);
    observation.stop();
  }
}
