package io.mqttremoting.internal.transport;

import io.mqttremoting.api.ErrorCode;
import java.net.URI;
import java.util.Optional;

/** The broker refuses or ends the connection, and names other brokers to use (MQTT 5, 4.11). */
public final class OtherBrokerException extends TransportException {
  private static final long serialVersionUID = 1L;

  private final URI broker;
  private final String reference;
  private final boolean isForGood;

  /**
   * Creates the failure.
   *
   * @param broker the one that names others
   * @param reference the other brokers, as it names them; not checked
   * @param isForGood whether the broker says that it has moved, instead of for this time
   */
  public OtherBrokerException(
      String message, Throwable cause, URI broker, String reference, boolean isForGood) {
    super(ErrorCode.UNAVAILABLE, message, cause);
    this.broker = broker;
    this.reference = reference;
    this.isForGood = isForGood;
  }

  /** The failure of this kind among a failure and its causes. */
  public static Optional<OtherBrokerException> in(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof OtherBrokerException other) {
        return Optional.of(other);
      }
    }
    return Optional.empty();
  }

  /** The broker that names others. */
  public URI broker() {
    return broker;
  }

  /** The other brokers, as the broker names them. */
  public String reference() {
    return reference;
  }

  /** Whether the broker says that it has moved. */
  public boolean isForGood() {
    return isForGood;
  }
}
