package io.mqttremoting.benchmarks;

import io.mqttremoting.ConnectionBuilder;
import io.mqttremoting.MqttRemoting;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.api.MqttVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Where and how a row is measured.
 *
 * @param tuning what connections of this library are told beside that
 */
record Setting(Broker broker, MqttVersion version, UnaryOperator<ConnectionBuilder> tuning) {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(30);

  /** Connections as they are by themselves. */
  Setting(Broker broker, MqttVersion version) {
    this(broker, version, UnaryOperator.identity());
  }

  /** A connection of this library. */
  RemotingConnection connect() {
    return connection().connect();
  }

  private ConnectionBuilder connection() {
    return tuning.apply(MqttRemoting.connection(broker.uri().toString()).mqttVersion(version));
  }

  /** So many of them, made at the same time. */
  List<RemotingConnection> connect(int count) throws InterruptedException {
    List<RemotingConnection> connections = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      connections.add(connection().start());
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
