package io.mqttremoting.internal.json;

import com.fasterxml.jackson.core.JsonProcessingException;

/**
 * What an exception tells, for a log: its name, message and stack trace, and those of its causes.
 * Not itself, for messages quote what was sent.
 */
final class PrintableCause extends Exception {
  private static final long serialVersionUID = 1L;

  private static final int MAX_CAUSES = 10;

  private PrintableCause(String text, PrintableCause cause) {
    super(text, cause);
  }

  static PrintableCause of(Throwable told) {
    return of(told, MAX_CAUSES);
  }

  private static PrintableCause of(Throwable told, int causes) {
    String message =
        told instanceof JsonProcessingException json
            ? json.getOriginalMessage()
            : told.getMessage();
    String name = told.getClass().getName();
    Throwable cause = told.getCause();
    PrintableCause copy =
        new PrintableCause(
            message == null ? name : name + ": " + Printable.of(message),
            cause == null || causes == 0 ? null : of(cause, causes - 1));
    copy.setStackTrace(told.getStackTrace());
    return copy;
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this; // it has that of another
  }
}
