package io.mqttremoting.cli.broker;

/**
 * What was found out about a broker.
 *
 * @param detail what was found, or what it means that it was not
 */
public record Check(String name, Outcome outcome, String detail) {
  /** Whether a check was passed. */
  public enum Outcome {
    /** As it should be. */
    OK,
    /** Not as it should be, but only some features need it. */
    LACKS,
    /** The library does not work without it. */
    FAILS
  }
}
