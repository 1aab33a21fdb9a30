package io.mqttremoting.internal.mqtt5;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.datatypes.MqttTopic;
import com.hivemq.client.mqtt.datatypes.MqttUtf8String;
import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserProperties;
import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserProperty;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PayloadFormatIndicator;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishBuilder;
import io.mqttremoting.internal.wire.Cache;
import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.internal.wire.UserProperties;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Translates messages from and to those of the HiveMQ client. Thread-safe. */
final class Messages {
  private static final int MAX_KEPT_PROPERTIES = 8; // each may have 128 kB
  private static final MqttUtf8String CONTENT_TYPE = MqttUtf8String.of("application/json");

  private final Cache<String, MqttTopic> topics = new Cache<>(MqttTopic::of, String::length);
  private final Cache<UserProperties, Mqtt5UserProperties> sent =
      new Cache<>(Messages::toHiveMq, UserProperties::size);

  /** The user properties of the last message: most messages have the same. */
  private volatile Received last = new Received(Mqtt5UserProperties.of(), UserProperties.NONE);

  private record Received(Mqtt5UserProperties properties, UserProperties user) {}

  /**
   * Converts a message to be sent. Requests and replies declare that they are JSON in UTF-8 (wire
   * protocol, Requests that declare the profile).
   *
   * @throws IllegalArgumentException if MQTT does not allow its topic
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

  private UserProperties received(Mqtt5UserProperties properties) {
    if (properties.asList().isEmpty()) {
      return UserProperties.NONE;
    }
    Received known = last;
    if (known.properties.equals(properties)) {
      return known.user;
    }
    UserProperties user = fromHiveMq(properties);
    if (properties.asList().size() <= MAX_KEPT_PROPERTIES) {
      last = new Received(properties, user);
    }
    return user;
  }

  private static UserProperties fromHiveMq(Mqtt5UserProperties properties) {
    Map<String, String> user = new LinkedHashMap<>();
    for (Mqtt5UserProperty property : properties.asList()) {
      user.put(text(property.getName()), text(property.getValue()));
    }
    return UserProperties.of(user);
  }

  /**
   * Decodes a string. Its toString() would replace the bytes by the text, and the client would then
   * compare texts.
   */
  private static String text(MqttUtf8String string) {
    return new String(bytes(string.toByteBuffer()), StandardCharsets.UTF_8);
  }

  /** Converts a received message. */
  Message fromHiveMq(Mqtt5Publish publish) {
    MqttTopic responseTopic = publish.getResponseTopic().orElse(null);
    ByteBuffer correlationData = publish.getCorrelationData().orElse(null);
    return new Message(
        publish.getTopic().toString(),
        publish.getPayloadAsBytes(),
        publish.getQos().getCode(),
        publish.isRetain(),
        new Message.Properties(
            responseTopic == null ? null : responseTopic.toString(),
            correlationData == null ? null : bytes(correlationData),
            publish.getMessageExpiryInterval().orElse(0),
            received(publish.getUserProperties())));
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(buffer.position(), bytes);
    return bytes;
  }
}
