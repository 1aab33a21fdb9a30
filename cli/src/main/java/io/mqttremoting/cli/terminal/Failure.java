package io.mqttremoting.cli.terminal;

/** A command cannot do what it was asked. The message is for people; there is no stack trace. */
public final class Failure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ExitCode code;

  /** A failure with this exit code. */
  public Failure(ExitCode code, String message) {
    super(message);
    this.code = code;
  }

  /** A failure with a cause, which only {@code --verbose} shows. */
  public Failure(ExitCode code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  /** The exit code of the program. */
  public ExitCode code() {
    return code;
  }
}
