package io.mqttremoting.internal.json;

/** The limits of JSON, in addition to the maximum payload. */
final class JsonLimits {
  /** The maximum nesting of arrays and objects in a value or in the array of arguments. */
  static final int MAX_DEPTH = 200;

  static final int MAX_NUMBER_LENGTH = 1000;
  static final int MAX_NAME_LENGTH = 50_000;

  private JsonLimits() {}
}
