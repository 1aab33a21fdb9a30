package io.mqttremoting.internal.transport;

import io.mqttremoting.api.ErrorCode;

/**
 * The broker closed the connection instead of answering CONNECT. Some do that when they do not
 * speak the version of MQTT that was tried.
 */
public final class ClosedOnConnectException extends TransportException {
  private static final long serialVersionUID = 1L;

  /** Creates the failure of a connection that was closed without an answer. */
  public ClosedOnConnectException(String message, Throwable cause) {
    super(ErrorCode.UNAVAILABLE, message, cause);
  }
}
