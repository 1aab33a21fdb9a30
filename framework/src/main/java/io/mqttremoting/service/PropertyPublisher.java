package io.mqttremoting.service;

import io.mqttremoting.model.PropertyModel;
import io.mqttremoting.wire.JsonCodec;
import io.mqttremoting.wire.JsonValueCodec;
import io.mqttremoting.wire.Message;
import java.util.Arrays;

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

  /** Whether the last value was published and has not come back, as it does in a group. */
  private boolean unheard;

  /** Whether the broker is known to have a value, as it tells in a group. */
  private boolean known;

  PropertyPublisher(ServiceDispatcher service, PropertyModel model, JsonCodec json) {
    this.service = service;
    this.model = model;
    this.codec = json.value(model.type());
    this.topic = service.topics().property(model.name());
  }

  PropertyModel model() {
    return model;
  }

  String topic() {
    return topic;
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

  /** In a group: publishes the last value if the broker has none, or may have an older one. */
  synchronized void publishMissing() {
    if (unheard || !known) {
      publishLast();
    }
  }

  /** In a group: takes what a member has published, this one included. */
  synchronized void receive(Message message) {
    known = true;
    if (unheard) {
      unheard = !Arrays.equals(message.payload(), last); // older, for the last comes yet
    } else {
      last = message.payload();
    }
  }

  /** In a group: what the broker has is not known any more. */
  synchronized void onConnectionLost() {
    known = false;
  }

  private void publish() {
    unheard = true;
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
