package io.mqttremoting.testbroker;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/** A Paho client with deadlines: it queues what arrives and tells when its connection is lost. */
final class TestClient implements AutoCloseable, MqttCallback {

  private static final int DEADLINE_SECONDS = 10;

  private final MqttClient client;
  private final BlockingQueue<MqttMessage> messages = new LinkedBlockingQueue<>();
  private final CountDownLatch lost = new CountDownLatch(1);

  TestClient(URI broker, String clientId) throws MqttException {
    this(broker, clientId, new MqttConnectOptions());
  }

  TestClient(URI broker, String clientId, MqttConnectOptions options) throws MqttException {
    client = new MqttClient(broker.toString(), clientId, new MemoryPersistence());
    client.setTimeToWait(TimeUnit.SECONDS.toMillis(DEADLINE_SECONDS));
    client.setCallback(this);
    options.setMqttVersion(MqttConnectOptions.MQTT_VERSION_3_1_1);
    options.setConnectionTimeout(DEADLINE_SECONDS);
    client.connect(options);
  }

  void subscribe(String topicFilter) throws MqttException {
    client.subscribe(topicFilter, 1);
  }

  void unsubscribe(String topicFilter) throws MqttException {
    client.unsubscribe(topicFilter);
  }

  void publish(String topic, byte[] payload, boolean retained) throws MqttException {
    client.publish(topic, payload, 1, retained);
  }

  byte[] receive() throws InterruptedException {
    MqttMessage message = messages.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
    assertNotNull(message, "no message within " + DEADLINE_SECONDS + " s");
    return message.getPayload();
  }

  void awaitLost() throws InterruptedException {
    assertTrue(
        lost.await(DEADLINE_SECONDS, TimeUnit.SECONDS),
        "connection not lost within " + DEADLINE_SECONDS + " s");
  }

  @Override
  public void connectionLost(Throwable cause) {
    lost.countDown();
  }

  @Override
  public void messageArrived(String topic, MqttMessage message) {
    messages.add(message);
  }

  @Override
  public void deliveryComplete(IMqttDeliveryToken token) {}

  @Override
  public void close() throws MqttException {
    if (client.isConnected()) {
      try {
        client.disconnect(0);
      } catch (MqttException e) {
        if (client.isConnected()) { // else the broker has just closed the connection
          throw e;
        }
      }
    }
    client.close();
  }
}
