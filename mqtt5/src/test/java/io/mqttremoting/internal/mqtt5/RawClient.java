package io.mqttremoting.internal.mqtt5;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishBuilder;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import io.mqttremoting.testsupport.Await;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Collectors;

/**
 * An MQTT 5 client without this library, which stands for peers in other languages. It ignores
 * {@linkplain io.mqttremoting.testsupport.RawClient#isQuestion questions}, which clients of this
 * library ask by themselves.
 */
final class RawClient implements AutoCloseable {
  private final Mqtt5BlockingClient client;
  private final BlockingQueue<Mqtt5Publish> inbox = new LinkedBlockingQueue<>();

  RawClient(URI broker) {
    client =
        Mqtt5Client.builder()
            .serverHost(broker.getHost())
            .serverPort(broker.getPort())
            .buildBlocking();
    client.connect();
    client.toAsync().publishes(MqttGlobalPublishFilter.ALL, this::received);
  }

  private void received(Mqtt5Publish message) {
    if (!io.mqttremoting.testsupport.RawClient.isQuestion(message.getTopic().toString())) {
      inbox.add(message);
    }
  }

  /** Subscribes at QoS 2, as the recorded peers do. */
  void subscribe(String filter) {
    client.subscribeWith().topicFilter(filter).qos(MqttQos.EXACTLY_ONCE).send();
  }

  void unsubscribe(String filter) {
    client.unsubscribeWith().topicFilter(filter).send();
  }

  /** A message at QoS 2, as the recorded peers send them. */
  static Mqtt5PublishBuilder.Complete message(String topic, String payload) {
    return Mqtt5Publish.builder()
        .topic(topic)
        .qos(MqttQos.EXACTLY_ONCE)
        .payload(payload.getBytes(StandardCharsets.UTF_8));
  }

  Mqtt5PublishResult publish(Mqtt5PublishBuilder.Complete message) {
    return client.publish(message.build());
  }

  CompletableFuture<Mqtt5PublishResult> publishAsync(Mqtt5PublishBuilder.Complete message) {
    return client.toAsync().publish(message.build());
  }

  /** Waits for the next message. */
  Mqtt5Publish next() {
    return Await.next(inbox);
  }

  /** Waits for the next message on this topic; drops others before it. */
  Mqtt5Publish next(String topic) {
    while (true) {
      Mqtt5Publish publish = next();
      if (publish.getTopic().toString().equals(topic)) {
        return publish;
      }
    }
  }

  static String text(Mqtt5Publish publish) {
    return new String(publish.getPayloadAsBytes(), StandardCharsets.UTF_8);
  }

  static byte[] correlationData(Mqtt5Publish publish) {
    ByteBuffer data = publish.getCorrelationData().orElseThrow();
    byte[] bytes = new byte[data.remaining()];
    data.get(bytes);
    return bytes;
  }

  static Map<String, String> userProperties(Mqtt5Publish publish) {
    return publish.getUserProperties().asList().stream()
        .collect(
            Collectors.toMap(
                property -> property.getName().toString(),
                property -> property.getValue().toString()));
  }

  @Override
  public void close() {
    client.disconnect();
  }
}
