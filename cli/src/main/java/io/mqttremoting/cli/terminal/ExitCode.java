package io.mqttremoting.cli.terminal;

import io.mqttremoting.api.ErrorCode;

/** The exit codes of the program: one for each error code, and some of its own. */
public enum ExitCode {
  /** The command has done what it was asked. */
  DONE(0),
  /** The answer is no: contracts differ, the broker lacks something, nothing was removed. */
  NO(1),
  /** The command line is wrong. */
  USAGE(2),
  /** There is no service, interface or member with this name. */
  NOT_FOUND(3),
  /** A file cannot be read or written. */
  FILE(4),
  /** A fault of this program. */
  FAULT(10),
  INVALID_ARGUMENT(11),
  UNIMPLEMENTED(12),
  FAILED_PRECONDITION(13),
  RESOURCE_EXHAUSTED(14),
  DEADLINE_EXCEEDED(15),
  CANCELLED(16),
  PERMISSION_DENIED(17),
  UNAVAILABLE(18),
  INTERNAL(19),
  APPLICATION(20),
  UNKNOWN(21);

  private final int number;

  ExitCode(int number) {
    this.number = number;
  }

  /** The number that the process returns. */
  public int number() {
    return number;
  }

  /** The exit code for a call that has failed with this code. */
  public static ExitCode of(ErrorCode code) {
    return valueOf(code.name());
  }
}
