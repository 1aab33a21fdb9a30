package io.mqttremoting.api;

/**
 * Nobody serves the interface. Thrown at once by a call to a service that is known not to be there,
 * which then was not sent; and by a call whose service left, or lost its connection, before the
 * reply came, of which it is not known whether it was executed: {@link #wasSent()} tells the two
 * apart.
 */
public final class ServiceUnavailableException extends RemotingException {
  private static final long serialVersionUID = 1L;

  private final boolean sent;

  /** A call of {@code interfaceName}'s {@code member} that found no service, or lost it. */
  public ServiceUnavailableException(
      String interfaceName, String member, String reason, boolean sent, Throwable cause) {
    super(ErrorCode.UNAVAILABLE, interfaceName, member, reason, cause);
    this.sent = sent;
  }

  /** Whether the request may have reached the service. */
  public boolean wasSent() {
    return sent;
  }
}
