package io.mqttremoting.internal.service.request;

import io.mqttremoting.api.ErrorCode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/**
 * The codes of exceptions that an operation does not declare. An exception has the code of its
 * nearest superclass that has one. Immutable.
 */
public final class ErrorCodes {
  /** The few exceptions by which Java code refuses a call. */
  static final ErrorCodes DEFAULTS =
      new ErrorCodes(
          Map.of(
              IllegalArgumentException.class, ErrorCode.INVALID_ARGUMENT,
              UnsupportedOperationException.class, ErrorCode.UNIMPLEMENTED,
              CancellationException.class, ErrorCode.CANCELLED,
              IllegalStateException.class, ErrorCode.FAILED_PRECONDITION));

  private final Map<Class<?>, ErrorCode> codes;

  private ErrorCodes(Map<Class<?>, ErrorCode> codes) {
    this.codes = codes;
  }

  /** Returns these codes and one for a class. */
  ErrorCodes with(Class<? extends Throwable> type, ErrorCode code) {
    Map<Class<?>, ErrorCode> all = new HashMap<>(codes);
    all.put(type, code);
    return new ErrorCodes(all);
  }

  /** Returns the code of an exception; empty if it has none. */
  Optional<ErrorCode> of(Throwable failure) {
    for (Class<?> type = failure.getClass(); type != null; type = type.getSuperclass()) {
      ErrorCode code = codes.get(type);
      if (code != null) {
        return Optional.of(code);
      }
    }
    return Optional.empty();
  }
}
