package io.mqttremoting.internal.transport;

import io.mqttremoting.api.ErrorCode;

/** The broker does not speak the version of MQTT that was tried. */
public final class UnsupportedVersionException extends TransportException {
  private static final long serialVersionUID = 1L;

  /** Creates the failure of a version that the broker does not speak. */
  public UnsupportedVersionException(String message, Throwable cause) {
    super(ErrorCode.UNAVAILABLE, message, cause);
  }
}
