package io.mqttremoting.internal.service.request;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.Metadata;
import io.mqttremoting.api.OperationContext;
import io.mqttremoting.internal.json.BadPayloadException;
import io.mqttremoting.internal.json.JsonValueCodec;
import io.mqttremoting.internal.service.presence.ServiceLife;
import io.mqttremoting.internal.service.value.Implementation;
import io.mqttremoting.internal.wire.Message;
import java.lang.reflect.InvocationTargetException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Executes the requests to change a property by calling its setter. Failures are logged and not
 * reported to callers.
 */
final class SetRequests {
  private static final Logger LOG = LoggerFactory.getLogger(SetRequests.class);

  private final String label;
  private final Implementation.Invocation setter;
  private final JsonValueCodec codec;
  private final RequestQueue queue;
  private final ServiceLife life;
  private final ServiceLog log;

  /** Changes the property that log lines call {@code label}. */
  SetRequests(
      String label,
      Implementation.Invocation setter,
      JsonValueCodec codec,
      RequestQueue queue,
      ServiceLife life,
      ServiceLog log) {
    this.label = label;
    this.setter = setter;
    this.codec = codec;
    this.queue = queue;
    this.life = life;
    this.log = log;
  }

  /** Receives a request; called by the MQTT library, and never waits. */
  void receive(Message message) {
    if (message.retained()) {
      log.requests().warn(LOG, "{}: a retained change request is ignored", label);
    } else if (life.isLeaving() || !queue.tryEnqueue(message, () -> set(message))) {
      boolean leaving = life.isLeaving();
      log.counts().onRefused(leaving ? ErrorCode.UNAVAILABLE : ErrorCode.RESOURCE_EXHAUSTED);
      log.requests()
          .error(
              LOG,
              "{}: a change is lost: {}",
              label,
              leaving ? "the service is about to leave" : "too many requests wait");
    }
  }

  private void set(Message message) {
    try {
      Object value = codec.decode(message.payload());
      Metadata metadata = metadata(message);
      if (life.hasLeft()) {
        log.counts().onRefused(ErrorCode.UNAVAILABLE);
        log.requests().warn(LOG, "{}: a change is lost: the service has left", label);
      } else {
        queue.whileRunning(label, () -> invoke(value, metadata));
      }
    } catch (BadPayloadException e) {
      log.counts().onRefused(ErrorCode.INVALID_ARGUMENT);
      log.requests().malformed(LOG, "{}: a change is refused: {}", label, e.getMessage());
      LOG.debug("{}: why the change was refused", label, e);
    } finally {
      queue.leave(message);
    }
  }

  private static Metadata metadata(Message message) throws BadPayloadException {
    Optional<String> problem = message.properties().user().metadataProblem();
    if (problem.isPresent()) {
      throw new BadPayloadException(problem.get());
    }
    return message.properties().user().metadata();
  }

  private void invoke(@Nullable Object value, Metadata metadata) {
    try {
      Object returned =
          metadata.isEmpty()
              ? setter.invoke(new Object[] {value})
              : OperationContext.of(Optional.empty(), metadata, Optional.empty())
                  .run(() -> setter.invoke(new Object[] {value}));
      if (returned instanceof CompletableFuture<?> future) {
        future.whenComplete((done, failure) -> logFailure(failure));
      }
    } catch (InvocationTargetException e) {
      logFailure(e.getCause());
    } catch (Exception e) {
      throw new IllegalStateException(e); // made accessible when the interface was read
    }
  }

  private void logFailure(@Nullable Throwable failure) {
    if (failure instanceof InterceptorRefusal refused) {
      log.requests()
          .warn(LOG, "{}: a change is refused: {}", label, refused.refusal().getMessage());
    } else if (failure != null) {
      log.implementation().error(LOG, "{}: the setter failed", label, failure);
    }
  }
}
