package io.mqttremoting.benchmarks;

import java.net.URI;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.IMqttToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/** Paho alone, with MQTT 3.1.1. */
final class RawPaho implements RawClient {
  private static final int MAX_IN_FLIGHT = 5000;

  private final MqttAsyncClient client;
  private final IMqttToken connecting;
  private volatile BiConsumer<String, byte[]> receiver = (topic, payload) -> {};

  /** Begins to connect. */
  RawPaho(URI broker) throws MqttException {
    client =
        new MqttAsyncClient(
            broker.toString(), MqttAsyncClient.generateClientId(), new MemoryPersistence());
    client.setCallback(
        new MqttCallback() {
          @Override
          public void messageArrived(String topic, MqttMessage message) {
            receiver.accept(topic, message.getPayload());
          }

          @Override
          public void connectionLost(
              Throwable cause) {} // exchanges are then lost, which is noticed

          @Override
          public void deliveryComplete(IMqttDeliveryToken token) {}
        });
    MqttConnectOptions options = new MqttConnectOptions();
    options.setMqttVersion(MqttConnectOptions.MQTT_VERSION_3_1_1);
    options.setMaxInflight(MAX_IN_FLIGHT);
    options.setSocketFactory(new NoDelaySockets());
    connecting = client.connect(options);
  }

  @Override
  public void awaitConnected() throws MqttException {
    connecting.waitForCompletion();
  }

  @Override
  public void subscribe(String filter, int qos, BiConsumer<String, byte[]> taker)
      throws MqttException {
    receiver = taker;
    client.subscribe(filter, qos).waitForCompletion();
  }

  @Override
  public Consumer<byte[]> publisher(String topic, int qos, boolean retained) {
    return payload -> {
      try {
        client.publish(topic, payload, qos, retained);
      } catch (MqttException e) {
        throw new IllegalStateException(e);
      }
    };
  }

  @Override
  public void close() {
    try {
      client.disconnect().waitForCompletion();
      client.close();
    } catch (MqttException e) {
      throw new IllegalStateException(e);
    }
  }
}
