package io.mqttremoting.internal.transport;

import io.mqttremoting.api.ErrorCode;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Signals that a broker operation failed. */
public class TransportException extends Exception {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;

  /** Creates a failure with the code {@code code}. */
  public TransportException(ErrorCode code, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  /** The failure of an operation that needs a connection when there is none. */
  public static TransportException notConnected(String message) {
    return new TransportException(ErrorCode.UNAVAILABLE, message, null);
  }

  /**
   * The failure of a connection that was lost before it was in use.
   *
   * @param connection how the message names it
   * @param loss a {@code TransportException} if the broker said why: its code and reason are kept
   */
  public static TransportException lostAtOnce(String connection, @Nullable Throwable loss) {
    String what = connection + " was lost at once";
    return loss instanceof TransportException said
        ? new TransportException(said.code(), what + ": " + said.getMessage(), said)
        : new TransportException(ErrorCode.UNAVAILABLE, what, loss);
  }

  /** The kind of failure. */
  public ErrorCode code() {
    return code;
  }

  /** The message; never {@code null}, unlike that of other exceptions. */
  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage()); // every constructor sets it
  }
}
