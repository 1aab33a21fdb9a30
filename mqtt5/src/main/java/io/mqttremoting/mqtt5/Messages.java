package io.mqttremoting.mqtt5;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.datatypes.MqttTopic;
import com.hivemq.client.mqtt.datatypes.MqttUtf8String;
import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserProperties;
import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserProperty;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PayloadFormatIndicator;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishBuilder;
import io.mqttremoting.wire.Cache;
import io.mqttremoting.wire.Message;
import io.mqttremoting.wire.UserProperties;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Translates messages from and to those of the HiveMQ client. Thread-safe. */
final class Messages {
  private static final int PER_PROPERTY = 20;
  private static final MqttUtf8String CONTENT_TYPE = MqttUtf8String.of("application/json");

  private final Cache<String, MqttTopic> topics = new Cache<>(MqttTopic::of, String::length);
  private final Cache<UserProperties, Mqtt5UserProperties> sent =
      new Cache<>(Messages::toHiveMq, UserProperties::size);
  private final Cache<Mqtt5UserProperties, UserProperties> received =
      new Cache<>(Messages::fromHiveMq, Messages::length);

  /**
   * A message to be sent. Requests and replies say that they are JSON in UTF-8 (wire protocol,
   * Requests that declare the profile).
   *
   * @throws IllegalArgumentException if its topic is not one that MQTT allows
   */
  Mqtt5Publish toHiveMq(Message message) {
    Mqtt5PublishBuilder.Complete publish =
        Mqtt5Publish.builder()
            .topic(topics.get(message.topic()))
            .payload(message.payload())
            .qos(MqttQos.fromCode(message.qos()))
            .retain(message.retained());
    Message.Properties properties = message.properties();
    if (properties.isNone()) {
      return publish.build();
    }
    publish =
        publish
            .contentType(CONTENT_TYPE)
            .payloadFormatIndicator(Mqtt5PayloadFormatIndicator.UTF_8)
            .correlationData(properties.correlationData())
            .userProperties(sent.get(properties.user()));
    if (properties.responseTopic() != null) {
      publish = publish.responseTopic(topics.get(properties.responseTopic()));
    }
    return properties.expirySeconds() > 0
        ? publish.messageExpiryInterval(properties.expirySeconds()).build()
        : publish.build();
  }

  private static Mqtt5UserProperties toHiveMq(UserProperties user) {
    List<Mqtt5UserProperty> properties = new ArrayList<>();
    user.asMap().forEach((name, value) -> properties.add(Mqtt5UserProperty.of(name, value)));
    return Mqtt5UserProperties.of(properties);
  }

  /** By which it is kept or not; there may be many of one name, and empty ones. */
  static int length(Mqtt5UserProperties properties) {
    int length = 0;
    for (Mqtt5UserProperty property : properties.asList()) {
      length += PER_PROPERTY;
      length += property.getName().toString().length() + property.getValue().toString().length();
    }
    return length;
  }

  private static UserProperties fromHiveMq(Mqtt5UserProperties properties) {
    Map<String, String> user = new LinkedHashMap<>();
    for (Mqtt5UserProperty property : properties.asList()) {
      user.put(property.getName().toString(), property.getValue().toString());
    }
    return UserProperties.of(user);
  }

  /** A message that came. */
  Message fromHiveMq(Mqtt5Publish publish) {
    return new Message(
        publish.getTopic().toString(),
        publish.getPayloadAsBytes(),
        publish.getQos().getCode(),
        publish.isRetain(),
        new Message.Properties(
            publish.getResponseTopic().map(Object::toString).orElse(null),
            publish.getCorrelationData().map(Messages::bytes).orElse(null),
            publish.getMessageExpiryInterval().orElse(0),
            received.get(publish.getUserProperties())));
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(buffer.position(), bytes);
    return bytes;
  }
}
