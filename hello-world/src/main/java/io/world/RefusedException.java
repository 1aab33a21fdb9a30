package io.world;

import io.mqttremoting.api.RemoteError;

/** The service will not say that. */
@RemoteError("refused")
public class RefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  /** A refusal with its reason. */
  public RefusedException(String message) {
    super(message);
  }
}
