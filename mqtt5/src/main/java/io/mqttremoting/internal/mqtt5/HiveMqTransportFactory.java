package io.mqttremoting.internal.mqtt5;

import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.internal.transport.ConnectOptions;
import io.mqttremoting.internal.transport.Transport;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.transport.TransportFactory;

/** Makes connections with MQTT 5. Found by {@link java.util.ServiceLoader}. */
public final class HiveMqTransportFactory implements TransportFactory {
  /** Called by {@link java.util.ServiceLoader}. */
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
