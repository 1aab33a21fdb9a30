package io.mqttremoting.internal.json;

/**
 * A payload that does not say what it should. The message says why, in words fit for the sender and
 * for a log: what it quotes of the payload has no control characters. The cause, if any, tells
 * more, for a log alone.
 */
public final class BadPayloadException extends Exception {
  private static final long serialVersionUID = 1L;

  /** A payload refused for {@code reason}. */
  public BadPayloadException(String reason) {
    super(Printable.of(reason));
  }

  /** A payload refused for {@code reason}, because of {@code cause}. */
  public BadPayloadException(String reason, Throwable cause) {
    super(Printable.of(reason), cause);
  }
}
