package io.mqttremoting.internal.transport;

import io.mqttremoting.api.ErrorCode;

/** Signals that a broker operation failed. */
public class TransportException extends Exception {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;

  /** Creates a failure with the code {@code code}. */
  public TransportException(ErrorCode code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  /** The failure of an operation that needs a connection when there is none. */
  public static TransportException notConnected(String message) {
    return new TransportException(ErrorCode.UNAVAILABLE, message, null);
  }

  /**
   * The failure of a connection that was lost before it was in use.
   *
   * @param connection how the message names it
   * @param loss a {@code TransportException} if the broker said why: its code and reason are kept
   */
  public static TransportException lostAtOnce(String connection, Throwable loss) {
    boolean said = loss instanceof TransportException;
    return new TransportException(
        said ? ((TransportException) loss).code() : ErrorCode.UNAVAILABLE,
        connection + " was lost at once" + (said ? ": " + loss.getMessage() : ""),
        loss);
  }

  /** The kind of failure. */
  public ErrorCode code() {
    return code;
  }
}
