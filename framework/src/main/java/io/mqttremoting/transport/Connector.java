package io.mqttremoting.transport;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Connects with the first version of MQTT that the broker speaks, and remembers which that is. */
final class Connector {
  private static final Logger LOG = LoggerFactory.getLogger(Connector.class);

  private List<TransportFactory> factories;

  /** A connector that tries these factories in turn. */
  Connector(List<TransportFactory> factories) {
    this.factories = List.copyOf(factories);
  }

  /** Connects; not for several threads at a time. */
  Transport connect(ConnectOptions options, Transport.Listener listener) throws TransportException {
    while (true) {
      try {
        return factories.get(0).connect(options, listener);
      } catch (UnsupportedVersionException e) {
        if (factories.size() == 1) {
          throw e;
        }
        LOG.info(
            "{} does not speak MQTT {}; MQTT {} is used from now on",
            options.uri(),
            factories.get(0).version(),
            factories.get(1).version());
        factories = factories.subList(1, factories.size());
      }
    }
  }
}
