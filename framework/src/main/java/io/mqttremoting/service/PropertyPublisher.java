package io.mqttremoting.service;

import io.mqttremoting.model.PropertyModel;
import io.mqttremoting.wire.JsonCodec;
import io.mqttremoting.wire.JsonValueCodec;

/**
 * Publishes the values of a property, retained, each in the order in which the implementation tells
 * of it, and the last one again on every connect. Thread-safe.
 */
final class PropertyPublisher {
  private final ServiceDispatcher service;
  private final PropertyModel model;
  private final JsonValueCodec codec;
  private final String topic;

  /** The last value as JSON; {@code null} until there is one that is not null. */
  private byte[] last;

  private long changes;
  private boolean retrying;

  PropertyPublisher(ServiceDispatcher service, PropertyModel model, JsonCodec json) {
    this.service = service;
    this.model = model;
    this.codec = json.value(model.type());
    this.topic = service.topics().property(model.name());
  }

  String member() {
    return model.name();
  }

  /** The implementation has a new value. */
  void changed(Object value) {
    byte[] json = encode(value);
    synchronized (this) {
      changes++;
      if (value != null || last != null) {
        last = json;
        publish();
      }
    }
  }

  private byte[] encode(Object value) {
    try {
      return codec.encode(value);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          service.id() + "." + model.name() + ": this value is not published: " + e.getMessage(),
          e);
    }
  }

  /** Takes the first value from the getter, unless a change overtakes it. */
  void readInitial() {
    long before;
    synchronized (this) {
      before = changes;
    }
    // Not under the lock: the getter may wait for a lock that a changing thread holds.
    Object value = ChangePublisher.invoke(service.implementation(), model.getter());
    byte[] json = value == null ? null : encode(value);
    synchronized (this) {
      if (changes == before && json != null) {
        last = json;
      }
    }
  }

  /** Publishes the last value, if there is one. */
  synchronized void publishLast() {
    if (last != null) {
      publish();
    }
  }

  private void publish() {
    if (!service.publish(model.name(), topic, last, true) && !retrying) {
      retrying = true;
      service.runLater(this::retry);
    }
  }

  /** The broker took no more messages: clients must not keep an old value for that. */
  private synchronized void retry() {
    retrying = false;
    publish();
  }
}
