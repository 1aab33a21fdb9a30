package io.mqttremoting.api;

/** No reply arrived before the timeout. The operation may or may not have been executed. */
public final class CallTimeoutException extends RemotingException {
  private static final long serialVersionUID = 1L;

  /** A call to {@code member} of {@code interfaceName} that timed out. */
  public CallTimeoutException(String interfaceName, String member, String reason) {
    super(ErrorCode.DEADLINE_EXCEEDED, interfaceName, member, reason, null);
  }
}
