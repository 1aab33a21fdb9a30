package io.mqttremoting.internal.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import org.jspecify.annotations.Nullable;

/**
 * A copy of an exception for the log: its name, message and stack trace, and those of its causes.
 * Messages quote received text, so they are made printable.
 */
final class PrintableCause extends Exception {
  private static final long serialVersionUID = 1L;

  private static final int MAX_CAUSES = 10;

  private PrintableCause(String text, @Nullable PrintableCause cause) {
    super(text, cause);
  }

  static PrintableCause of(Throwable original) {
    return of(original, MAX_CAUSES);
  }

  private static PrintableCause of(Throwable original, int causes) {
    String message =
        original instanceof JsonProcessingException json
            ? json.getOriginalMessage()
            : original.getMessage();
    String name = original.getClass().getName();
    Throwable cause = original.getCause();
    PrintableCause copy =
        new PrintableCause(
            message == null ? name : name + ": " + Printable.of(message),
            cause == null || causes == 0 ? null : of(cause, causes - 1));
    copy.setStackTrace(original.getStackTrace());
    return copy;
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this; // it gets the stack trace of the original
  }
}
