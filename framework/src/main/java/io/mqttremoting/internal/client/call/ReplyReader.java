package io.mqttremoting.internal.client.call;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.Metadata;
import io.mqttremoting.api.RemoteReply;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.internal.json.BadPayloadException;
import io.mqttremoting.internal.json.JsonCodec;
import io.mqttremoting.internal.json.JsonValueCodec;
import io.mqttremoting.internal.json.Printable;
import io.mqttremoting.internal.model.ErrorModel;
import io.mqttremoting.internal.model.OperationModel;
import io.mqttremoting.internal.wire.CallError;
import io.mqttremoting.internal.wire.Mapping;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Turns the outcome of a call of one operation into a result or an exception. */
final class ReplyReader implements OutcomeReader<Object> {
  private final CallFailures failures;
  private final OperationModel model;
  private final @Nullable JsonValueCodec result;
  private final boolean needsResult;

  ReplyReader(CallFailures failures, OperationModel model, JsonCodec json) {
    this.failures = failures;
    this.model = model;
    this.result = model.isVoid() ? null : json.value(model.resultType());
    this.needsResult = model.primitiveResult().isPresent();
  }

  /**
   * Must run in a thread for user code, because it creates results and exceptions of the user's
   * types.
   */
  @Override
  public @Nullable Object read(CallState.Outcome outcome) throws Throwable {
    return value(reply(outcome));
  }

  /** Reads the outcome as {@link #read} does, with the metadata of the reply. Throws nothing. */
  RemoteReply readWithMetadata(CallState.Outcome outcome) {
    Metadata metadata = Metadata.empty();
    try {
      Mapping.Reply reply = reply(outcome);
      metadata = reply.metadata();
      return RemoteReply.of(value(reply)).withMetadata(metadata);
    } catch (Throwable e) { // also exceptions that the operation declares
      boolean declared = model.errors().stream().anyMatch(error -> error.type().isInstance(e));
      return (declared ? RemoteReply.failed(e, ErrorCode.APPLICATION) : RemoteReply.failed(e))
          .withMetadata(metadata);
    }
  }

  private Mapping.Reply reply(CallState.Outcome outcome) {
    if (outcome.failure() != null) {
      throw outcome.failure().get();
    }
    try {
      return Objects.requireNonNull(outcome.mapping())
          .readReply(Objects.requireNonNull(outcome.reply()), result);
    } catch (BadPayloadException e) {
      throw failures.of(ErrorCode.INTERNAL, "the reply cannot be read: " + e.getMessage(), e);
    }
  }

  private @Nullable Object value(Mapping.Reply reply) throws Throwable {
    if (reply.error().isPresent()) {
      throw toException(reply.error().get());
    }
    if (reply.result() == null && needsResult) {
      throw failures.of(ErrorCode.INTERNAL, "the reply is null where a value is due", null);
    }
    return reply.result();
  }

  /**
   * The exception that the operation declares for this error, else one of ours. No class is looked
   * up by its name on the wire.
   */
  private Throwable toException(CallError error) {
    if (error.code() == ErrorCode.APPLICATION) {
      for (ErrorModel declared : model.errors()) {
        if (declared.name().equals(error.type())) {
          return newException(declared, error.message());
        }
      }
    }
    String message = Printable.of(error.message());
    if (error.code() == ErrorCode.UNAVAILABLE) {
      return failures.refusedByService(message);
    }
    String type = Printable.of(error.type());
    if (error.code() == ErrorCode.APPLICATION) {
      return RemotingException.application(type, message, failures.id(), failures.member());
    }
    return failures.of(error.code(), message + (type.isEmpty() ? "" : " (" + type + ")"), null);
  }

  private Throwable newException(ErrorModel declared, String message) {
    try {
      return declared.constructor().newInstance(message);
    } catch (ReflectiveOperationException e) {
      String type = declared.type().getName();
      return failures.of(
          ErrorCode.INTERNAL, "no " + type + " can be made: " + Printable.of(message), e);
    }
  }
}
