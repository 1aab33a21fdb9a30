package io.mqttremoting.api;

import org.jspecify.annotations.Nullable;

/**
 * No service of the interface is online. {@link #wasSent()} distinguishes two cases: a call to a
 * service that is known to be offline fails at once and was not sent; a call whose service closed
 * or lost its connection before the reply arrived may have been executed.
 */
@SuppressWarnings("exports") // users need no JSpecify
public final class ServiceUnavailableException extends RemotingException {
  private static final long serialVersionUID = 1L;

  private final boolean sent;

  /** A call to {@code member} of {@code interfaceName} that found no service or lost it. */
  public ServiceUnavailableException(
      String interfaceName, String member, String reason, boolean sent, @Nullable Throwable cause) {
    super(ErrorCode.UNAVAILABLE, interfaceName, member, reason, cause);
    this.sent = sent;
  }

  /** Whether the request may have reached the service. */
  public boolean wasSent() {
    return sent;
  }
}
