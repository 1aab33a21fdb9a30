package io.mqttremoting.wire;

/**
 * A payload that does not say what it should; the message says why, in words fit for the sender.
 */
public final class BadPayloadException extends Exception {
  private static final long serialVersionUID = 1L;

  /** A payload refused for {@code reason}. */
  public BadPayloadException(String reason) {
    super(reason);
  }

  BadPayloadException(String reason, Throwable cause) {
    super(reason, cause);
  }
}
