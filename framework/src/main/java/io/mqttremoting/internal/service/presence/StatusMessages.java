package io.mqttremoting.internal.service.presence;

import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.internal.wire.Status;
import io.mqttremoting.internal.wire.StatusCodec;
import java.time.Duration;

/** Makes the retained messages that say on one topic whether somebody is there. */
final class StatusMessages {
  private final StatusCodec codec = new StatusCodec();
  private final String topic;
  private final Message.Properties properties;

  /** Messages to {@code topic}, which the broker may forget after {@code expiry}; zero: never. */
  StatusMessages(String topic, Duration expiry) {
    this.topic = topic;
    this.properties = Message.Properties.expiring(expiry);
  }

  String topic() {
    return topic;
  }

  Message of(Status status) {
    return new Message(topic, codec.encode(status), Message.DEFAULT_QOS, true, properties);
  }
}
