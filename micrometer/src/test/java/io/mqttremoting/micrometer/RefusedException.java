package io.mqttremoting.micrometer;

import io.mqttremoting.api.RemoteError;

/** An error that an operation declares. */
@RemoteError("refused")
class RefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  public RefusedException(String message) {
    super(message);
  }
}
