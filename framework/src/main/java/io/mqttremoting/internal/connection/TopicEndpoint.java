package io.mqttremoting.internal.connection;

import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.internal.wire.Message;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** An endpoint that subscribes to one topic. */
public abstract class TopicEndpoint implements Endpoint {
  private final String topic;

  /** Subscribes to {@code topic} when it is registered. */
  protected TopicEndpoint(String topic) {
    this.topic = topic;
  }

  /** The topic. */
  protected String topic() {
    return topic;
  }

  /**
   * Takes a message; called by a thread of the MQTT library or, for messages that arrived while
   * connecting, by the thread that connects.
   */
  protected abstract void receive(Message message);

  @Override
  public List<String> filters(MqttVersion version) {
    return List.of(topic);
  }

  @Override
  public int qos() {
    return Message.DEFAULT_QOS;
  }

  @Override
  public Map<String, Consumer<Message>> receivers() {
    return Map.of(topic, this::receive);
  }

  @Override
  public boolean receiveOther(Message message) {
    return false; // the one topic has its receiver
  }

  @Override
  public String toString() {
    return topic;
  }
}
