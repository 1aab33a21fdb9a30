package io.mqttremoting.api;

/** Nobody serves the interface: the call was not executed. */
public final class ServiceUnavailableException extends RemotingException {
  private static final long serialVersionUID = 1L;

  /** A call of {@code interfaceName}'s {@code member} that found no service. */
  public ServiceUnavailableException(
      String interfaceName, String member, String reason, Throwable cause) {
    super(ErrorCode.UNAVAILABLE, interfaceName, member, reason, cause);
  }
}
