package io.mqttremoting.internal.service;

import io.mqttremoting.internal.json.BadPayloadException;
import io.mqttremoting.internal.json.JsonValueCodec;
import io.mqttremoting.internal.wire.Message;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Requests to change a property: calls of its setter. Only the log is told of a failure. */
final class SetRequests {
  private static final Logger LOG = LoggerFactory.getLogger(SetRequests.class);

  private final ServiceDispatcher service;
  private final String property;
  private final String label;
  private final Method setter;
  private final JsonValueCodec codec;

  SetRequests(ServiceDispatcher service, String property, Method setter, JsonValueCodec codec) {
    this.service = service;
    this.property = property;
    this.label = service.id() + "." + property;
    this.setter = setter;
    this.codec = codec;
  }

  /** Takes a request; called by the MQTT library. */
  void receive(Message message) {
    if (message.retained()) {
      service
          .requestLog()
          .warn(LOG, "{}.{}: a retained change request is ignored", service.id(), property);
    } else if (service.isLeaving() || !service.queue().tryEnqueue(message, () -> set(message))) {
      service
          .requestLog()
          .error(
              LOG,
              "{}.{}: a change is lost: {}",
              service.id(),
              property,
              service.isLeaving() ? "the service is about to leave" : "too many requests wait");
    }
  }

  private void set(Message message) {
    try {
      Object value = codec.decode(message.payload());
      if (service.hasLeft()) {
        service
            .requestLog()
            .warn(LOG, "{}.{}: a change is lost: the service has left", service.id(), property);
      } else {
        service.queue().whileRunning(label, () -> invoke(value));
      }
    } catch (BadPayloadException e) {
      service
          .requestLog()
          .warn(LOG, "{}.{}: a change is refused: {}", service.id(), property, e.getMessage());
      LOG.debug("{}.{}: why the change was refused", service.id(), property, e);
    } finally {
      service.queue().leave(message);
    }
  }

  private void invoke(Object value) {
    try {
      if (setter.invoke(service.implementation(), value) instanceof CompletableFuture<?> future) {
        future.whenComplete((done, failure) -> logFailure(failure));
      }
    } catch (InvocationTargetException e) {
      logFailure(e.getCause());
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e); // made accessible when the interface was read
    }
  }

  private void logFailure(Throwable failure) {
    if (failure != null) {
      service.ownLog().error(LOG, "{}.{}: the setter failed", service.id(), property, failure);
    }
  }
}
