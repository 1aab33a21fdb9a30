package io.mqttremoting.internal.service.presence;

import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.internal.wire.Status;
import io.mqttremoting.internal.wire.StatusCodec;
import java.time.Duration;

/**
 * Creates the retained messages on one topic that contain the status of a service or a connection.
 */
final class StatusMessages {
  private final StatusCodec codec = new StatusCodec();
  private final String topic;
  private final Message.Properties properties;

  /** Messages to {@code topic}, which the broker may drop after {@code expiry}; zero for never. */
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
