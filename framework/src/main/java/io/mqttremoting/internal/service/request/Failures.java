package io.mqttremoting.internal.service.request;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.internal.model.ErrorModel;
import io.mqttremoting.internal.wire.CallError;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;

/**
 * Maps exceptions to the errors that callers receive (wire protocol, Errors): for exceptions that
 * the operation declares, with name and message; for the few by which Java code refuses a call,
 * with the message; for others, without the message unless {@code tellInternal}.
 */
final class Failures {
  private static final int MAX_MESSAGE_LENGTH = 1000;

  private final List<ErrorModel> declared;
  private final boolean tellInternal;

  Failures(List<ErrorModel> declared, boolean tellInternal) {
    this.declared = declared;
    this.tellInternal = tellInternal;
  }

  CallError toError(Throwable thrown) {
    Throwable failure =
        thrown instanceof CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    for (ErrorModel model : declared) {
      if (model.type().isInstance(failure)) {
        return new CallError(ErrorCode.APPLICATION, message(failure), model.name());
      }
    }
    ErrorCode code = codeOf(failure);
    return new CallError(
        code,
        code == ErrorCode.INTERNAL && !tellInternal
            ? "the operation failed; see the log of the service"
            : message(failure),
        "");
  }

  private static ErrorCode codeOf(Throwable failure) {
    if (failure instanceof IllegalArgumentException) {
      return ErrorCode.INVALID_ARGUMENT;
    }
    if (failure instanceof UnsupportedOperationException) {
      return ErrorCode.UNIMPLEMENTED;
    }
    if (failure instanceof CancellationException) {
      return ErrorCode.CANCELLED;
    }
    return failure instanceof IllegalStateException
        ? ErrorCode.FAILED_PRECONDITION
        : ErrorCode.INTERNAL;
  }

  private static String message(Throwable failure) {
    String message = failure.getMessage() == null ? "" : failure.getMessage();
    if (message.length() <= MAX_MESSAGE_LENGTH) {
      return message;
    }
    boolean splits = Character.isHighSurrogate(message.charAt(MAX_MESSAGE_LENGTH - 1));
    return message.substring(0, splits ? MAX_MESSAGE_LENGTH - 1 : MAX_MESSAGE_LENGTH) + "…";
  }
}
