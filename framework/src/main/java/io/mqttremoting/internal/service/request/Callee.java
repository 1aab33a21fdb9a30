package io.mqttremoting.internal.service.request;

import io.mqttremoting.internal.json.BadPayloadException;
import io.mqttremoting.internal.json.JsonArgumentsCodec;
import io.mqttremoting.internal.json.JsonValueCodec;
import io.mqttremoting.internal.service.value.Implementation;
import org.jspecify.annotations.Nullable;

/**
 * What a request calls: a method of the implementation or an internal operation.
 *
 * @param arguments the codec for the arguments
 * @param result the codec for the returned value, or for the value of the returned future; {@code
 *     null} for no value
 * @param returnsFuture whether the call returns a {@link java.util.concurrent.CompletableFuture}
 * @param failures maps exceptions to the errors that callers receive
 * @param invocation makes the call
 */
record Callee(
    JsonArgumentsCodec arguments,
    @Nullable JsonValueCodec result,
    boolean returnsFuture,
    Failures failures,
    Implementation.Invocation invocation) {

  /** Finds the callee of a request, which may depend on its arguments. */
  interface Finder {
    Callee find(Execution request) throws BadPayloadException;
  }
}
