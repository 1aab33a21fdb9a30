package io.mqttremoting.internal.spring;

import org.jspecify.annotations.Nullable;

/** Why the program cannot start, and what to do about it; {@link StartFailureAnalyzer} shows it. */
public final class StartException extends IllegalStateException {
  private static final long serialVersionUID = 1;
  private static final String BEFORE_REMEDY = "; ";

  private final String problem;
  private final String remedy;

  /** Both are sentences without the capital letter and the full stop. */
  public StartException(String problem, String remedy) {
    this(problem, remedy, null);
  }

  private StartException(String problem, String remedy, @Nullable Throwable cause) {
    super(problem + BEFORE_REMEDY + remedy, cause);
    this.problem = problem;
    this.remedy = remedy;
  }

  /**
   * Says what {@code cause} says.
   *
   * @param what cannot be done
   * @param remedy for a message that has none; those of the library have it after a semicolon
   */
  public static StartException of(String what, RuntimeException cause, String remedy) {
    String message = String.valueOf(cause.getMessage());
    int end = message.indexOf(BEFORE_REMEDY);
    return end < 0 || message.indexOf('\n') >= 0 // several problems
        ? new StartException(what + ": " + message, remedy, cause)
        : new StartException(
            what + ": " + message.substring(0, end),
            message.substring(end + BEFORE_REMEDY.length()),
            cause);
  }

  /** The same with another remedy. */
  StartException withRemedy(String other) {
    return new StartException(problem, other, getCause());
  }

  String problem() {
    return problem;
  }

  String remedy() {
    return remedy;
  }
}
