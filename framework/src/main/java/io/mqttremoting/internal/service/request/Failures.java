package io.mqttremoting.internal.service.request;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.internal.concurrent.Futures;
import io.mqttremoting.internal.model.ErrorModel;
import io.mqttremoting.internal.wire.CallError;
import java.util.List;
import java.util.Optional;

/**
 * Maps exceptions to the errors that callers receive (wire protocol, Errors): for exceptions that
 * the operation declares, with name and message; for refusals of interceptors and exceptions that
 * have a code, with the message; for others, without the message unless the user wants it told.
 */
final class Failures {
  private static final int MAX_MESSAGE_LENGTH = 1000;

  private final List<ErrorModel> declared;
  private final CallPolicy policy;
  private final boolean forwards;

  /**
   * For calls that declare these errors.
   *
   * @param forwards whether callers get the codes and types of failed remote calls
   */
  Failures(List<ErrorModel> declared, CallPolicy policy, boolean forwards) {
    this.declared = declared;
    this.forwards = forwards;
    this.policy = policy;
  }

  CallError toError(Throwable thrown) {
    Throwable failure = Futures.cause(thrown);
    for (ErrorModel model : declared) {
      if (model.type().isInstance(failure)) {
        return new CallError(ErrorCode.APPLICATION, message(failure), model.name());
      }
    }
    if (failure instanceof InterceptorRefusal refused) {
      return new CallError(refused.refusal().code(), limited(refused.refusal().reason()), "");
    }
    if (forwards && failure instanceof RemotingException remote) {
      String suffix = " (" + remote.errorType() + ")"; // of the reason
      String reason =
          remote.reason().endsWith(suffix)
              ? remote.reason().substring(0, remote.reason().length() - suffix.length())
              : remote.reason();
      return new CallError(remote.code(), limited(reason), remote.errorType());
    }
    Optional<ErrorCode> code = policy.codes().of(failure);
    return new CallError(
        code.orElse(ErrorCode.INTERNAL),
        code.isEmpty() && !policy.tellInternalErrors()
            ? "the operation failed; see the log of the service"
            : message(failure),
        "");
  }

  private static String message(Throwable failure) {
    return limited(failure.getMessage() == null ? "" : failure.getMessage());
  }

  private static String limited(String message) {
    if (message.length() <= MAX_MESSAGE_LENGTH) {
      return message;
    }
    boolean splits = Character.isHighSurrogate(message.charAt(MAX_MESSAGE_LENGTH - 1));
    return message.substring(0, splits ? MAX_MESSAGE_LENGTH - 1 : MAX_MESSAGE_LENGTH) + "…";
  }
}
