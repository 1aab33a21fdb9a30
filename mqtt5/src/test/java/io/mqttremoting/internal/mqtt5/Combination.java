package io.mqttremoting.internal.mqtt5;

import static io.mqttremoting.api.MqttVersion.MQTT_3_1_1;
import static io.mqttremoting.api.MqttVersion.MQTT_5;

import io.mqttremoting.ConnectionBuilder;
import io.mqttremoting.MqttRemoting;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.api.MqttVersion;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * The versions of MQTT that a client and a service are set to, and the broker. If empty, the
 * connection chooses by itself.
 */
record Combination(BrokerKind broker, Optional<MqttVersion> client, Optional<MqttVersion> service) {

  /**
   * The combinations that must behave alike: all on mosquitto, one of each kind on other brokers.
   * On a developer's machine one for each broker, unless brokers are named.
   */
  static Stream<Combination> all() {
    boolean few = System.getenv("CI") == null && !BrokerKind.areNamed();
    return BrokerKind.tested().stream().flatMap(broker -> few ? on(broker).limit(1) : on(broker));
  }

  private static Stream<Combination> on(BrokerKind broker) {
    if (broker == BrokerKind.MOSQUITTO) {
      return Stream.of(
          new Combination(broker, Optional.of(MQTT_5), Optional.of(MQTT_3_1_1)),
          new Combination(broker, Optional.empty(), Optional.of(MQTT_5)),
          new Combination(broker, Optional.of(MQTT_3_1_1), Optional.empty()),
          new Combination(broker, Optional.of(MQTT_3_1_1), Optional.of(MQTT_3_1_1)));
    }
    return broker.speaksMqtt5()
        ? Stream.of(
            new Combination(broker, Optional.empty(), Optional.of(MQTT_5)),
            new Combination(broker, Optional.of(MQTT_3_1_1), Optional.empty()))
        : Stream.of(
            new Combination(broker, Optional.of(MQTT_3_1_1), Optional.empty()),
            new Combination(broker, Optional.empty(), Optional.of(MQTT_3_1_1)));
  }

  /** The version that a connection with this setting speaks. */
  MqttVersion spoken(Optional<MqttVersion> wish) {
    return wish.orElse(broker.speaksMqtt5() ? MQTT_5 : MQTT_3_1_1);
  }

  /** Whether calls travel in the MQTT 5 mapping. */
  boolean calls5() {
    return spoken(client) == MQTT_5 && spoken(service) == MQTT_5;
  }

  /** The settings of a connection with this version. */
  static ConnectionBuilder connection(URI uri, Optional<MqttVersion> wish) {
    ConnectionBuilder builder =
        MqttRemoting.connection(uri.toString()).callTimeout(Duration.ofSeconds(10));
    wish.ifPresent(builder::mqttVersion);
    return builder;
  }

  /** Makes all connections at the same time, because Paho sleeps 300 ms in each connect. */
  static List<RemotingConnection> connectAll(ConnectionBuilder... settings) {
    return connectAgain(Stream.of(settings).map(ConnectionBuilder::build).toList());
  }

  /** Connects all of them at the same time. */
  static List<RemotingConnection> connectAgain(List<RemotingConnection> connections) {
    List<CompletableFuture<RemotingConnection>> connecting =
        connections.stream()
            .map(
                connection ->
                    CompletableFuture.supplyAsync(
                        connection::connect, task -> new Thread(task, "connect").start()))
            .toList();
    return connecting.stream().map(CompletableFuture::join).toList();
  }

  @Override
  public String toString() {
    return "client " + text(client) + ", service " + text(service) + " on " + broker;
  }

  private static String text(Optional<MqttVersion> wish) {
    return wish.map(MqttVersion::toString).orElse("auto");
  }
}
