package io.mqttremoting.api;

/**
 * There is no connection to the broker. Thrown at once by a call made without a connection, which
 * then was not sent; and by a call whose connection was lost before its reply came, of which it is
 * not known whether it was executed: {@link #wasSent()} tells the two apart.
 */
public final class NotConnectedException extends RemotingException {
  private static final long serialVersionUID = 1L;

  private final boolean sent;

  /** A call of {@code interfaceName}'s {@code member} that had no connection, or lost it. */
  public NotConnectedException(
      String interfaceName, String member, String reason, boolean sent, Throwable cause) {
    super(ErrorCode.UNAVAILABLE, interfaceName, member, reason, cause);
    this.sent = sent;
  }

  /** A connection that could not be made. */
  public NotConnectedException(String reason, Throwable cause) {
    super(ErrorCode.UNAVAILABLE, reason, cause);
    this.sent = false;
  }

  /** Whether the request may have reached the service. */
  public boolean wasSent() {
    return sent;
  }
}
