package io.world;

import io.mqttremoting.api.RemoteError;

/** The service refuses to say a message. */
@RemoteError("refused")
public class RefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  /** A refusal with a reason. */
  public RefusedException(String message) {
    super(message);
  }
}
