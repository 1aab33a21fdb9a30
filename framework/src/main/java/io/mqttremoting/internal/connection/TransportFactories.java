package io.mqttremoting.internal.connection;

import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.internal.transport.TransportFactory;
import io.mqttremoting.internal.transport.paho.PahoTransport;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;

/** The MQTT versions that are available. */
public final class TransportFactories {
  private TransportFactories() {}

  /**
   * The factories of all versions, the newest version first: the built-in 3.1.1, and those that
   * {@link ServiceLoader} finds.
   */
  public static List<TransportFactory> all() {
    List<TransportFactory> all = new ArrayList<>();
    ServiceLoader.load(TransportFactory.class, TransportFactory.class.getClassLoader())
        .forEach(all::add);
    all.add(new PahoTransport.Factory());
    all.sort(Comparator.comparing(TransportFactory::version).reversed());
    return all;
  }

  /**
   * The factories of one version.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static List<TransportFactory> of(MqttVersion version) {
    List<TransportFactory> found =
        all().stream().filter(factory -> factory.version() == version).toList();
    if (found.isEmpty()) {
      throw new IllegalArgumentException(
          "MQTT " + version + " cannot be spoken here; add mqtt-remoting-mqtt5 to the class path");
    }
    return found;
  }
}
