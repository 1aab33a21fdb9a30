package io.mqttremoting.internal.json;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A payload is invalid. The message gives the reason and is safe to send back and to log: quoted
 * parts of the payload contain no control characters. The cause, if any, has more details for the
 * log only.
 */
public final class BadPayloadException extends Exception {
  private static final long serialVersionUID = 1L;

  /** A payload refused for {@code reason}. */
  public BadPayloadException(String reason) {
    super(Printable.of(reason));
  }

  /** A payload refused for {@code reason}, because of {@code cause}. */
  public BadPayloadException(String reason, @Nullable Throwable cause) {
    super(Printable.of(reason), cause);
  }

  /** The message; never {@code null}, unlike that of other exceptions. */
  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage()); // every constructor sets it
  }
}
