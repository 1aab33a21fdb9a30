package io.mqttremoting.internal.service.request;

import io.mqttremoting.internal.json.BadPayloadException;
import io.mqttremoting.internal.json.JsonArgumentsCodec;
import io.mqttremoting.internal.json.JsonValueCodec;
import java.lang.reflect.InvocationTargetException;

/**
 * What a request calls.
 *
 * @param result of what is returned, or the returned future brings; {@code null} for nothing
 * @param returnsFuture whether a {@link java.util.concurrent.CompletableFuture} is returned
 */
record Callee(
    JsonArgumentsCodec arguments,
    JsonValueCodec result,
    boolean returnsFuture,
    Failures failures,
    Invocation invocation) {

  /** Calls the implementation. */
  interface Invocation {
    Object invoke(Object[] arguments) throws InvocationTargetException, IllegalAccessException;
  }

  /** Tells what a request calls. */
  interface Finder {
    Callee find(Execution request) throws BadPayloadException;
  }
}
