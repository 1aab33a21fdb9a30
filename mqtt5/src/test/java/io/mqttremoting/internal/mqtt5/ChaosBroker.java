package io.mqttremoting.internal.mqtt5;

import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.testsupport.Mosquitto;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * What the chaos tests run on, which the system property {@code chaos.brokers} says: a mosquitto by
 * default, a cluster that is started for them (a constant of {@link ClusterKind}), or brokers that
 * run already, the URIs of which it lists with commas.
 */
interface ChaosBroker extends AutoCloseable {
  /** Of all nodes. */
  List<URI> uris();

  /** The versions of clients and services in turn, the newest first. */
  List<MqttVersion> versions();

  /** Whether the tests may kill it. */
  boolean mayBeKilled();

  /** Kills it, or one of its nodes. The result starts that again, and waits until it works. */
  Restart kill(Random random) throws Exception;

  @Override
  void close();

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

  private static ChaosBroker of(Mosquitto mosquitto) {
    return new ChaosBroker() {
      @Override
      public List<URI> uris() {
        return List.of(mosquitto.uri());
      }

      @Override
      public List<MqttVersion> versions() {
        return List.of(MqttVersion.MQTT_5, MqttVersion.MQTT_3_1_1);
      }

      @Override
      public boolean mayBeKilled() {
        return true;
      }

      /** It has no state when it starts again. */
      @Override
      public Restart kill(Random random) throws Exception {
        mosquitto.kill();
        return mosquitto::restart;
      }

      @Override
      public void close() {
        mosquitto.close();
      }
    };
  }

  private static ChaosBroker of(Cluster cluster) {
    return new ChaosBroker() {
      @Override
      public List<URI> uris() {
        return cluster.urisFrom(0);
      }

      @Override
      public List<MqttVersion> versions() {
        return cluster.kind().nodes().speaksMqtt5()
            ? List.of(MqttVersion.MQTT_5, MqttVersion.MQTT_3_1_1)
            : List.of(MqttVersion.MQTT_3_1_1);
      }

      @Override
      public boolean mayBeKilled() {
        return true;
      }

      @Override
      public Restart kill(Random random) {
        int node = random.nextInt(cluster.size());
        cluster.kill(node);
        return () -> {
          cluster.startNode(node);
          cluster.awaitFormed();
        };
      }

      @Override
      public void close() {
        cluster.close();
      }
    };
  }

  private static ChaosBroker running(List<URI> uris) {
    return new ChaosBroker() {
      @Override
      public List<URI> uris() {
        return uris;
      }

      @Override
      public List<MqttVersion> versions() {
        return List.of(MqttVersion.MQTT_5, MqttVersion.MQTT_3_1_1);
      }

      @Override
      public boolean mayBeKilled() {
        return false;
      }

      @Override
      public Restart kill(Random random) {
        throw new UnsupportedOperationException("others started " + uris);
      }

      @Override
      public void close() {} // others end them
    };
  }
}
