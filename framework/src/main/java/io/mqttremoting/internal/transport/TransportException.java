package io.mqttremoting.internal.transport;

import io.mqttremoting.api.ErrorCode;

/** What could not be sent to a broker or asked of it. */
public class TransportException extends Exception {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;

  /** A failure of this kind. */
  public TransportException(ErrorCode code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  /** There is no connection. */
  public static TransportException notConnected(String message) {
    return new TransportException(ErrorCode.UNAVAILABLE, message, null);
  }

  /** The kind of failure. */
  public ErrorCode code() {
    return code;
  }
}
