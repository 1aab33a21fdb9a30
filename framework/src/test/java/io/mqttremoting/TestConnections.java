package io.mqttremoting;

import io.mqttremoting.internal.transport.TransportFactory;
import java.util.List;

/** Makes connections with transports that users cannot choose. */
public final class TestConnections {
  private TestConnections() {}

  /** Settings of a connection that uses only {@code factory}. */
  public static ConnectionBuilder by(TransportFactory factory) {
    ConnectionBuilder builder = MqttRemoting.connection("tcp://nowhere:1");
    builder.factories = List.of(factory);
    return builder;
  }
}
