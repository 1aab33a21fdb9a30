package io.mqttremoting.internal.json;

/** A type cannot be sent. The message is for the type's author and not sent to remote peers. */
final class UnusableTypeException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  UnusableTypeException(String reason) {
    super(reason);
  }
}
