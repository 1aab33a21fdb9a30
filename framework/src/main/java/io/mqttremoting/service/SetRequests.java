package io.mqttremoting.service;

import io.mqttremoting.wire.BadPayloadException;
import io.mqttremoting.wire.JsonValueCodec;
import io.mqttremoting.wire.Message;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Requests to change a property: calls of its setter. Only the log is told of a failure. */
final class SetRequests {
  private static final Logger LOG = LoggerFactory.getLogger(SetRequests.class);

  private final ServiceDispatcher service;
  private final String property;
  private final Method setter;
  private final JsonValueCodec codec;

  SetRequests(ServiceDispatcher service, String property, Method setter, JsonValueCodec codec) {
    this.service = service;
    this.property = property;
    this.setter = setter;
    this.codec = codec;
  }

  /** Takes a request; called by the MQTT library. */
  void receive(Message message) {
    if (!service.tryEnqueue(message, () -> set(message))) {
      LOG.error("{}.{}: too many requests wait; a change is lost", service.id(), property);
    }
  }

  private void set(Message message) {
    try {
      setter.invoke(service.implementation(), codec.decode(message.payload()));
    } catch (BadPayloadException e) {
      LOG.warn("{}.{}: a change is refused: {}", service.id(), property, e.getMessage());
    } catch (InvocationTargetException e) {
      LOG.error("{}.{}: the setter failed", service.id(), property, e.getCause());
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e); // made accessible when the interface was read
    } finally {
      service.leave(message);
    }
  }
}
