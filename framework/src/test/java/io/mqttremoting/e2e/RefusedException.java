package io.mqttremoting.e2e;

import io.mqttremoting.api.RemoteError;

@RemoteError("refused")
class RefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  RefusedException(String message) {
    super(message);
  }
}
