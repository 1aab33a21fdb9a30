package io.mqttremoting.internal.service.value;

import io.mqttremoting.api.Metadata;
import io.mqttremoting.api.Subscription;
import io.mqttremoting.internal.json.JsonValueCodec;
import io.mqttremoting.internal.model.PropertyModel;
import io.mqttremoting.internal.wire.Message;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the values of one property, retained, in the order in which the implementation reports
 * them, and the last one again on every connect. Thread-safe.
 */
final class PropertyPublisher {
  private final String label;
  private final PropertyModel model;
  private final JsonValueCodec codec;
  private final ValueTopic topic;
  private final Executor later;
  private final LastValue last = new LastValue();

  /**
   * Held while a value is published, to keep the order. The thread that holds it may wait for the
   * broker.
   */
  private final Object publishing = new Object();

  /** Whether the last value is to be published later, because there was no room for it. */
  private final AtomicBoolean retrying = new AtomicBoolean();

  /**
   * What the implementation returned for the change handler; {@code null} until then and without a
   * handler.
   */
  private volatile @Nullable Subscription subscription;

  /**
   * A publisher for the property that log lines call {@code label}.
   *
   * @param later publishes values for which there was no room, in threads that may wait
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

  /** Sets the subscription by which the implementation reports new values. */
  void listensBy(Subscription its) {
    subscription = its;
  }

  /** Publishes a new value. Called in any thread of the implementation; may wait for the broker. */
  void changed(Object value) {
    byte[] json = encode(value);
    Metadata metadata = topic.metadata(value);
    synchronized (publishing) {
      if (last.keep(json, value == null, metadata)) {
        publish(json, metadata); // not last, which may be newer by now
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

  /** Stores the value of the getter as the first value, unless a change is reported meanwhile. */
  void readFirst(Supplier<Object> getter) {
    long before = last.changes();
    // Without a lock: the getter may wait for a lock of a thread that reports a change.
    Object value = getter.get();
    if (value != null) {
      last.keepFirst(encode(value), before, topic.metadata(value));
    }
  }

  /** Publishes the last value on a new connection, if there is one. */
  void onConnected() {
    topic.onConnected();
    publishLast();
  }

  /** Publishes the last value, if there is one. */
  void publishLast() {
    synchronized (publishing) {
      byte[] value = last.takeToPublish();
      if (value != null) {
        publish(value, last.metadata());
      }
    }
  }

  /** In a group: publishes the last value if the broker retains none, or possibly an older one. */
  void publishMissing() {
    synchronized (publishing) {
      if (last.isMissing()) {
        publishLast();
      }
    }
  }

  /** In a group: takes a value that a member has published, possibly this one; never waits. */
  void receive(Message message) {
    Subscription outdated = last.receive(message.payload()) ? subscription : null;
    if (outdated != null) { // otherwise it would not report its own value again
      outdated.reportNext();
    }
  }

  /** Called when the connection is lost: what the broker retains is no longer known. */
  void onConnectionLost() {
    last.onConnectionLost();
  }

  /**
   * Outside of a group: takes a message on the property's topic, from any publisher; called by the
   * MQTT library.
   */
  void hear(Message message) {
    if (topic.receive(message)) {
      later.execute(this::publishLast);
    }
  }

  private void publish(byte[] value, Metadata metadata) {
    if (!topic.publish(value, metadata)) {
      retryLater();
    }
  }

  /**
   * Publishes the last value later, because there was no room for it: otherwise clients would keep
   * an old value.
   */
  private void retryLater() {
    if (retrying.compareAndSet(false, true)) {
      later.execute(this::retry);
    }
  }

  /** Publishes the last value now if it is due to be published later. */
  void publishPending() {
    if (retrying.get()) {
      publishLast();
    }
  }

  private void retry() {
    retrying.set(false); // first, so that a value that finds no room now is retried
    publishLast();
  }
}
