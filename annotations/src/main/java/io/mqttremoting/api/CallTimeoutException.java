package io.mqttremoting.api;

/** No reply came in time. Whether the operation was executed is not known. */
public final class CallTimeoutException extends RemotingException {
  private static final long serialVersionUID = 1L;

  /** A call of {@code interfaceName}'s {@code member} that had no reply in time. */
  public CallTimeoutException(String interfaceName, String member, String reason) {
    super(ErrorCode.DEADLINE_EXCEEDED, interfaceName, member, reason, null);
  }
}
