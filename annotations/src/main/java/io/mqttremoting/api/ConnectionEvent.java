package io.mqttremoting.api;

import java.util.Objects;
import java.util.Optional;

/**
 * A connection entered a new state, or another attempt to connect failed.
 *
 * @param state the state
 * @param failedAttempts the number of failed connect attempts since the last successful one
 * @param cause why the connection was lost or the last attempt failed; empty if nothing failed
 */
public record ConnectionEvent(
    ConnectionState state, int failedAttempts, Optional<Throwable> cause) {

  /** Checks that no component is {@code null}. */
  public ConnectionEvent {
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(cause, "cause");
  }
}
