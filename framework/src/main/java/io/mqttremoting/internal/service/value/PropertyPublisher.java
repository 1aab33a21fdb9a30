package io.mqttremoting.internal.service.value;

import io.mqttremoting.api.Subscription;
import io.mqttremoting.internal.json.JsonValueCodec;
import io.mqttremoting.internal.model.PropertyModel;
import io.mqttremoting.internal.wire.Message;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Publishes the values of a property, retained, each in the order in which the implementation tells
 * of it, and the last one again on every connect. Thread-safe.
 */
final class PropertyPublisher {
  private final String label;
  private final PropertyModel model;
  private final JsonValueCodec codec;
  private final ValueTopic topic;
  private final Executor later;
  private final LastValue last = new LastValue();

  /** Held while values are published, which may have to wait, so that they go in their order. */
  private final Object publishing = new Object();

  /** Whether the last value found no room and is published later. */
  private final AtomicBoolean retrying = new AtomicBoolean();

  /** What the implementation has returned for the handler; {@code null} before. */
  private volatile Subscription subscription;

  /**
   * A property that is called {@code label} in messages.
   *
   * @param later publishes what found no room, in threads that may wait
   */
  PropertyPublisher(
      String label, PropertyModel model, JsonValueCodec codec, ValueTopic topic, Executor later) {
    this.label = label;
    this.model = model;
    this.codec = codec;
    this.topic = topic;
    this.later = later;
  }

  PropertyModel model() {
    return model;
  }

  String topic() {
    return topic.topic();
  }

  /** The implementation tells of new values, until this is closed. */
  void listensBy(Subscription its) {
    subscription = its;
  }

  /** The implementation has a new value; called by any thread of it, which may have to wait. */
  void changed(Object value) {
    byte[] json = encode(value);
    synchronized (publishing) {
      if (last.keep(json, value == null)) {
        publish(json); // and not what may have come since
      }
    }
  }

  private byte[] encode(Object value) {
    try {
      return codec.encode(value);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          label + ": this value is not published: " + e.getMessage(), e);
    }
  }

  /** Takes the first value from the getter, unless a change overtakes it. */
  void readFirst(Supplier<Object> getter) {
    long before = last.changes();
    // Not under a lock: the getter may wait for a lock that a changing thread holds.
    Object value = getter.get();
    if (value != null) {
      last.keepFirst(encode(value), before);
    }
  }

  /** There is a new connection: publishes the last value, if there is one. */
  void publishAgain() {
    topic.onConnected();
    publishLast();
  }

  /** Publishes the last value, if there is one. */
  private void publishLast() {
    synchronized (publishing) {
      byte[] value = last.takeToPublish();
      if (value != null) {
        publish(value);
      }
    }
  }

  /** In a group: publishes the last value if the broker has none, or may have an older one. */
  void publishMissing() {
    synchronized (publishing) {
      if (last.isMissing()) {
        publishLast();
      }
    }
  }

  /** In a group: takes what a member has published, this one included; never waits. */
  void receive(Message message) {
    Subscription outdated = last.receive(message.payload()) ? subscription : null;
    if (outdated != null) { // else it would not tell of the value that it has itself
      outdated.reportNext();
    }
  }

  /** In a group: what the broker has is not known any more. */
  void onConnectionLost() {
    last.onConnectionLost();
  }

  /** Outside of a group: takes what anybody has published; called by the MQTT library. */
  void hear(Message message) {
    if (topic.receive(message)) {
      later.execute(this::publishLast);
    }
  }

  private void publish(byte[] value) {
    if (!topic.publish(value)) {
      retryLater();
    }
  }

  /** The broker took no more messages: clients must not keep an old value for that. */
  private void retryLater() {
    if (retrying.compareAndSet(false, true)) {
      later.execute(this::retry);
    }
  }

  /** Publishes the last value now if it is to be published later. */
  void publishPending() {
    if (retrying.get()) {
      publishLast();
    }
  }

  private void retry() {
    retrying.set(false); // before, for what finds no room now is published later again
    publishLast();
  }
}
