package io.mqttremoting;

import io.mqttremoting.internal.transport.TransportFactory;
import java.util.List;

/** Makes connections that go another way than users can choose. */
public final class TestConnections {
  private TestConnections() {}

  /** A connection by {@code factory} alone. */
  public static ConnectionBuilder by(TransportFactory factory) {
    ConnectionBuilder builder = MqttRemoting.connection("tcp://nowhere:1");
    builder.factories = List.of(factory);
    return builder;
  }
}
