package io.mqttremoting.benchmarks;

import io.mqttremoting.MqttRemoting;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.api.MqttVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Where a row is measured: at which broker, in which version of MQTT. */
record Setting(Broker broker, MqttVersion version) {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(30);

  /** A connection of this library. */
  RemotingConnection connect() {
    return MqttRemoting.connection(broker.uri().toString()).mqttVersion(version).connect();
  }

  /** So many of them, made at the same time. */
  List<RemotingConnection> connect(int count) throws InterruptedException {
    List<RemotingConnection> connections = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      connections.add(
          MqttRemoting.connection(broker.uri().toString()).mqttVersion(version).start());
    }
    for (RemotingConnection connection : connections) {
      if (!connection.awaitConnected(CONNECT_TIMEOUT)) {
        throw new IllegalStateException("no connection to " + broker.uri());
      }
    }
    return connections;
  }

  /** The MQTT library of this version alone, connected. */
  RawClient raw() throws Exception {
    RawClient client = beginRaw();
    client.awaitConnected();
    return client;
  }

  /** So many of them, connected at the same time. */
  List<RawClient> raw(int count) throws Exception {
    List<RawClient> clients = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      clients.add(beginRaw());
    }
    for (RawClient client : clients) {
      client.awaitConnected();
    }
    return clients;
  }

  private RawClient beginRaw() throws Exception {
    return version == MqttVersion.MQTT_5 ? new RawHiveMq(broker.uri()) : new RawPaho(broker.uri());
  }
}
