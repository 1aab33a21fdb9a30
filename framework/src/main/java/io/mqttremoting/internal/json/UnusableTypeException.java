package io.mqttremoting.internal.json;

/** Of a type that cannot travel, for its author; strangers are not told. */
final class UnusableTypeException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  UnusableTypeException(String reason) {
    super(reason);
  }
}
