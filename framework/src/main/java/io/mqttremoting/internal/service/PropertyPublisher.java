package io.mqttremoting.internal.service;

import io.mqttremoting.api.Subscription;
import io.mqttremoting.internal.json.JsonCodec;
import io.mqttremoting.internal.json.JsonValueCodec;
import io.mqttremoting.internal.model.PropertyModel;
import io.mqttremoting.internal.wire.Message;
import java.util.Arrays;

/**
 * Publishes the values of a property, retained, each in the order in which the implementation tells
 * of it, and the last one again on every connect. Thread-safe.
 *
 * <p>What is known of the values is guarded by this object's monitor, under which nobody waits, for
 * threads of the MQTT library take it, too.
 */
final class PropertyPublisher {
  private final ServiceDispatcher service;
  private final PropertyModel model;
  private final JsonValueCodec codec;
  private final String topic;

  /** Outside of groups, whose members all speak there. */
  private final OwnTopic own;

  /** Held while values are published, which may have to wait, so that they go in their order. */
  private final Object publishing = new Object();

  /** The last value as JSON; {@code null} until there is one that is not null. */
  private byte[] last;

  private long changes;

  /** Whether the last value found no room and is published later. */
  private volatile boolean retrying;

  /** What the implementation has returned for the handler; {@code null} before. */
  private Subscription subscription;

  /** Whether the last value was published and has not come back, as it does in a group. */
  private boolean unheard;

  /** Whether the broker is known to have a value, as it tells in a group. */
  private boolean known;

  PropertyPublisher(ServiceDispatcher service, PropertyModel model, JsonCodec json) {
    this.service = service;
    this.model = model;
    this.codec = json.value(model.type());
    this.topic = service.topics().property(model.name());
    this.own = new OwnTopic(topic, () -> service.runLater(this::publishLast));
  }

  PropertyModel model() {
    return model;
  }

  String topic() {
    return topic;
  }

  /** The implementation tells of new values, until this is closed. */
  synchronized void listensBy(Subscription its) {
    subscription = its;
  }

  /** The implementation has a new value. */
  void changed(Object value) {
    byte[] json = encode(value);
    synchronized (publishing) {
      if (keep(json, value == null)) {
        publish(json); // and not what may have come since
      }
    }
  }

  /** Keeps a value, and tells whether to publish it: not if there has been none but null. */
  private synchronized boolean keep(byte[] json, boolean isNull) {
    changes++;
    if (isNull && last == null) {
      return false;
    }
    last = json;
    unheard = true;
    return true;
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
    Object value =
        ChangePublisher.invoke(
            service.implementation(),
            "@Property '" + model.name() + "'",
            model.getter(),
            "serve asks it for the first value: return one, or null as long as there is none");
    byte[] json = value == null ? null : encode(value);
    synchronized (this) {
      if (changes == before && json != null) {
        last = json;
      }
    }
  }

  /** There is a new connection: publishes the last value, if there is one. */
  void publishAgain() {
    own.onConnected();
    publishLast();
  }

  /** Publishes the last value, if there is one. */
  void publishLast() {
    synchronized (publishing) {
      byte[] value = takeToPublish();
      if (value != null) {
        publish(value);
      }
    }
  }

  private synchronized byte[] takeToPublish() {
    unheard = last != null;
    return last;
  }

  /** In a group: publishes the last value if the broker has none, or may have an older one. */
  void publishMissing() {
    synchronized (publishing) {
      if (isMissing()) {
        publishLast();
      }
    }
  }

  private synchronized boolean isMissing() {
    return unheard || !known;
  }

  /** In a group: takes what a member has published, this one included. */
  void receive(Message message) {
    Subscription outdated = takeReceived(message);
    if (outdated != null) { // else it would not tell of the value that it has itself
      outdated.reportNext();
    }
  }

  /** What the implementation listens by, if another member has changed the value. */
  private synchronized Subscription takeReceived(Message message) {
    known = true;
    boolean same = Arrays.equals(message.payload(), last);
    if (unheard) {
      unheard = !same; // older, for the last comes yet
      return null;
    }
    last = message.payload();
    return same ? null : subscription;
  }

  /** In a group: what the broker has is not known any more. */
  synchronized void onConnectionLost() {
    known = false;
  }

  /** Outside of a group: takes what anybody has published. Called by the MQTT library. */
  void hear(Message message) {
    if (service.hasLeft()) {
      own.stop();
    }
    own.receive(message);
  }

  private void publish(byte[] value) {
    own.saying(value);
    if (!service.publish(model.name(), topic, value, true)) {
      own.notSaid();
      retryLater();
    }
  }

  /** The broker took no more messages: clients must not keep an old value for that. */
  private synchronized void retryLater() {
    if (!retrying) {
      retrying = true;
      service.runLater(this::retry);
    }
  }

  /** Publishes the last value now if it is to be published later. */
  void publishPending() {
    if (retrying) {
      publishLast();
    }
  }

  private void retry() {
    synchronized (this) {
      retrying = false;
    }
    publishLast();
  }
}
