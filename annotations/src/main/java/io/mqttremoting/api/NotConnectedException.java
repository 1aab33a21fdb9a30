package io.mqttremoting.api;

import org.jspecify.annotations.Nullable;

/**
 * There is no connection to the broker. {@link #wasSent()} distinguishes two cases: a call made
 * without a connection fails at once and was not sent; a call that lost its connection before the
 * reply arrived may have been executed.
 */
@SuppressWarnings("exports") // users need no JSpecify
public final class NotConnectedException extends RemotingException {
  private static final long serialVersionUID = 1L;

  private final boolean sent;

  /** A call to {@code member} of {@code interfaceName} that had no connection or lost it. */
  public NotConnectedException(
      String interfaceName, String member, String reason, boolean sent, @Nullable Throwable cause) {
    super(ErrorCode.UNAVAILABLE, interfaceName, member, reason, cause);
    this.sent = sent;
  }

  /** A failed attempt to connect. */
  public NotConnectedException(String reason, @Nullable Throwable cause) {
    super(ErrorCode.UNAVAILABLE, reason, cause);
    this.sent = false;
  }

  /** Whether the request may have reached the service. */
  public boolean wasSent() {
    return sent;
  }
}
