package io.mqttremoting.benchmarks;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.datatypes.MqttTopic;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** The HiveMQ client alone, with MQTT 5; it sets TCP_NODELAY by itself. */
final class RawHiveMq implements RawClient {
  private final Mqtt5AsyncClient client;
  private final CompletableFuture<?> connecting;
  private volatile BiConsumer<String, byte[]> receiver = (topic, payload) -> {};

  /** Begins to connect. */
  RawHiveMq(URI broker) {
    client =
        Mqtt5Client.builder()
            .serverHost(broker.getHost())
            .serverPort(broker.getPort())
            .buildAsync();
    client.publishes(
        MqttGlobalPublishFilter.ALL,
        publish -> receiver.accept(publish.getTopic().toString(), publish.getPayloadAsBytes()));
    connecting = client.connect();
  }

  @Override
  public void awaitConnected() {
    connecting.join();
  }

  @Override
  public void subscribe(String filter, int qos, BiConsumer<String, byte[]> taker) {
    receiver = taker;
    client.subscribeWith().topicFilter(filter).qos(MqttQos.fromCode(qos)).send().join();
  }

  @Override
  public Consumer<byte[]> publisher(String topic, int qos, boolean retained) {
    MqttTopic target = MqttTopic.of(topic);
    MqttQos quality = MqttQos.fromCode(qos);
    return payload ->
        client.publish(
            Mqtt5Publish.builder()
                .topic(target)
                .qos(quality)
                .retain(retained)
                .payload(payload)
                .build());
  }

  @Override
  public void close() {
    client.disconnect().join();
  }
}
