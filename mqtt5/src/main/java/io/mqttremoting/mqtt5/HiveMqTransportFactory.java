package io.mqttremoting.mqtt5;

import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.transport.ConnectOptions;
import io.mqttremoting.transport.Transport;
import io.mqttremoting.transport.TransportException;
import io.mqttremoting.transport.TransportFactory;

/** Makes connections with MQTT 5. Found by {@link java.util.ServiceLoader}. */
public final class HiveMqTransportFactory implements TransportFactory {
  /** For {@link java.util.ServiceLoader}. */
  public HiveMqTransportFactory() {}

  @Override
  public MqttVersion version() {
    return MqttVersion.MQTT_5;
  }

  @Override
  public Transport connect(ConnectOptions options, Transport.Listener listener)
      throws TransportException {
    return HiveMqTransport.connect(options, listener);
  }
}
