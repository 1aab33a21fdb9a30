package io.mqttremoting.internal.service.value;

import io.mqttremoting.api.Metadata;
import io.mqttremoting.internal.service.presence.OwnTopic;
import io.mqttremoting.internal.service.presence.ServiceLife;
import io.mqttremoting.internal.wire.Message;
import org.jspecify.annotations.Nullable;

/** The topic on which the values of one property are published, retained. Thread-safe. */
final class ValueTopic {
  private final String property;
  private final String topic;
  private final Publications publications;
  private final ServiceLife life;

  /**
   * Detects messages of others. Used outside of groups only: in a group, all members publish to the
   * topic.
   */
  private final OwnTopic own;

  ValueTopic(String property, String topic, Publications publications, ServiceLife life) {
    this.property = property;
    this.topic = topic;
    this.publications = publications;
    this.life = life;
    this.own = new OwnTopic(topic);
  }

  String topic() {
    return topic;
  }

  void onConnected() {
    own.onConnected();
  }

  /** Returns what interceptors add to a new value. */
  Metadata metadata(@Nullable Object value) {
    return publications.besideValue(property, value);
  }

  /** Publishes a value; returns false if there was no room. May wait for the broker. */
  boolean publish(byte[] value, Metadata metadata) {
    own.publishing(value);
    Publications.Outcome outcome = publications.publish(property, topic, value, true, metadata);
    if (outcome != Publications.Outcome.TAKEN) {
      own.notPublished();
    }
    return outcome != Publications.Outcome.NO_ROOM;
  }

  /**
   * Outside of a group: takes a message on the topic, from any publisher; called by the MQTT
   * library.
   *
   * @return whether the last value must be published again
   */
  boolean receive(Message message) {
    if (life.hasLeft()) {
      own.stop();
    }
    return own.receive(message);
  }
}
