package io.mqttremoting.internal.connection;

import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.internal.transport.Transport;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.wire.Message;
import java.time.Duration;
import java.util.List;

/** A transport without a broker that accepts everything. */
public class IdleTransport implements Transport {
  private final MqttVersion version;

  public IdleTransport(MqttVersion version) {
    this.version = version;
  }

  @Override
  public MqttVersion version() {
    return version;
  }

  @Override
  public void publish(Message message, Duration patience, PublishListener listener)
      throws TransportException {
    listener.onTaken();
  }

  @Override
  public int unsentMessages() {
    return 0;
  }

  @Override
  public void subscribe(List<String> filters, int qos) throws TransportException {}

  @Override
  public void unsubscribe(List<String> filters) {}

  @Override
  public void close() {}
}
