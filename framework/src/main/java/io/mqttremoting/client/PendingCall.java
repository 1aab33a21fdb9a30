package io.mqttremoting.client;

import io.mqttremoting.api.RemotingException;
import io.mqttremoting.wire.Mapping;
import io.mqttremoting.wire.Message;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * A call whose reply is awaited.
 *
 * @param id the correlation data
 * @param outcome completes once, never exceptionally, in any thread: nothing of the user hangs on
 *     it
 */
record PendingCall(
    String id,
    ClientInstance caller,
    String interfaceId,
    String operation,
    CompletableFuture<Outcome> outcome) {

  /** The reply, or why there is none; the exception is made where it is thrown. */
  record Outcome(Message reply, Mapping mapping, Supplier<RemotingException> failure) {}
}
