package io.mqttremoting.benchmarks;

import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.testbroker.EmbeddedBroker;
import java.net.URI;
import java.util.List;

/** The broker that runs in this process, where mosquitto isn't installed. */
final class Embedded implements Broker {
  private final EmbeddedBroker broker = EmbeddedBroker.start();

  @Override
  public String name() {
    return "embedded broker";
  }

  @Override
  public URI uri() {
    return broker.uri();
  }

  @Override
  public List<MqttVersion> versions() {
    return List.of(MqttVersion.MQTT_3_1_1);
  }

  @Override
  public void close() {
    broker.close();
  }
}
