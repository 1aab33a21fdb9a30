package io.mqttremoting.internal.client.call;

import org.jspecify.annotations.Nullable;

/** Turns the outcome of a call into what its caller gets. */
@FunctionalInterface
interface OutcomeReader<T> {
  /** Must run in a thread for user code. */
  @Nullable T read(CallState.Outcome outcome) throws Throwable;
}
