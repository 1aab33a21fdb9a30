package io.mqttremoting.api;

import java.util.Objects;
import java.util.Optional;

/**
 * A connection has come into a state, or has failed once more to leave it.
 *
 * @param state the state
 * @param failedAttempts how many attempts to connect have failed since there was a connection last
 * @param cause why the connection was lost, or the last attempt failed; empty if nothing failed
 */
public record ConnectionEvent(
    ConnectionState state, int failedAttempts, Optional<Throwable> cause) {

  /** Checks that nothing is {@code null}. */
  public ConnectionEvent {
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(cause, "cause");
  }
}
