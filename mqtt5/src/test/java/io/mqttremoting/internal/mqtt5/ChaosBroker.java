package io.mqttremoting.internal.mqtt5;

import static io.mqttremoting.api.MqttVersion.MQTT_3_1_1;
import static io.mqttremoting.api.MqttVersion.MQTT_5;

import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.testsupport.Mosquitto;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * What the chaos tests run on, which the system property {@code chaos.brokers} says: a mosquitto by
 * default, a cluster that is started for them (a constant of {@link ClusterKind}), or brokers that
 * run already, the URIs of which it lists with commas.
 *
 * @param uris of all nodes
 * @param versions those of clients and services in turn, the newest first
 * @param killer how to kill it, or one of its nodes; empty if the tests may not
 * @param end ends what was started for them
 */
record ChaosBroker(
    List<URI> uris, List<MqttVersion> versions, Optional<Killer> killer, Runnable end)
    implements AutoCloseable {
  private static final List<MqttVersion> BOTH = List.of(MQTT_5, MQTT_3_1_1);

  /** Kills. The result starts again what was killed, and waits until it works. */
  interface Killer {
    Restart kill(Random random) throws Exception;
  }

  /** Starts what was killed. */
  interface Restart {
    void run() throws Exception;
  }

  static ChaosBroker start() {
    String brokers = System.getProperty("chaos.brokers", "");
    if (brokers.isEmpty()) {
      return of(Mosquitto.start());
    }
    return brokers.contains("://")
        ? running(Arrays.stream(brokers.split(",", -1)).map(URI::create).toList())
        : of(Cluster.start(ClusterKind.valueOf(brokers)));
  }

  /** It has no state when it starts again. */
  private static ChaosBroker of(Mosquitto mosquitto) {
    Killer killer =
        random -> {
          mosquitto.kill();
          return mosquitto::restart;
        };
    return new ChaosBroker(List.of(mosquitto.uri()), BOTH, Optional.of(killer), mosquitto::close);
  }

  private static ChaosBroker of(Cluster cluster) {
    Killer killer =
        random -> {
          int node = random.nextInt(cluster.size());
          cluster.kill(node);
          return () -> {
            cluster.startNode(node);
            cluster.awaitFormed();
          };
        };
    return new ChaosBroker(
        cluster.urisFrom(0),
        cluster.kind().nodes().speaksMqtt5() ? BOTH : List.of(MQTT_3_1_1),
        Optional.of(killer),
        cluster::close);
  }

  private static ChaosBroker running(List<URI> uris) {
    return new ChaosBroker(uris, BOTH, Optional.empty(), () -> {}); // others end them
  }

  @Override
  public void close() {
    end.run();
  }
}
