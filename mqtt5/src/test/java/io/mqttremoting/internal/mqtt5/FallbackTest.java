package io.mqttremoting.internal.mqtt5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.ConnectionBuilder;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.api.NotConnectedException;
import io.mqttremoting.testsupport.Await;
import io.netty.channel.Channel;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttMessage;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Brokers that close a connection on an MQTT 5 CONNECT, as RabbitMQ 3.10 does. */
@Timeout(60)
class FallbackTest {
  @RegisterExtension private final Opened opened = new Opened();

  private final ScriptedBroker broker = opened.closedLater(new ScriptedBroker());

  private static boolean isMqtt5Connect(MqttMessage packet) {
    return packet instanceof MqttConnectMessage connect && connect.variableHeader().version() == 5;
  }

  private ConnectionBuilder settings() {
    return Combination.connection(broker.uri(), Optional.empty())
        .reconnectDelays(Duration.ofMillis(1), Duration.ofMillis(10));
  }

  private void loseAndAwaitReconnect(RemotingConnection connection) {
    Channel lost = Await.next(broker.connections);
    while (!broker.connections.isEmpty()) {
      lost = Await.next(broker.connections);
    }
    lost.close();
    Await.until(
        "it has connected again", () -> !broker.connections.isEmpty() && connection.isConnected());
  }

  @Test
  void isTriedWithMqtt3InTheSameConnect() {
    broker.closeOn(FallbackTest::isMqtt5Connect);
    RemotingConnection connection = opened.closedLater(settings().connect());
    assertEquals(Optional.of(MqttVersion.MQTT_3_1_1), connection.mqttVersion());
    connection.client(IHello.class);
    loseAndAwaitReconnect(connection);
    assertEquals(Optional.of(MqttVersion.MQTT_3_1_1), connection.mqttVersion());
  }

  @Test
  void isNotTriedWithMqtt3OnceItHasSpokenMqtt5() {
    RemotingConnection connection = opened.closedLater(settings().connect());
    assertEquals(Optional.of(MqttVersion.MQTT_5), connection.mqttVersion());
    broker.closeOn(packet -> packet instanceof MqttConnectMessage);
    Channel first = Await.next(broker.connections);
    first.close();
    for (int i = 0; i < 3; i++) {
      Await.next(broker.connections); // the broker closes it
    }
    assertFalse(connection.isConnected());
    broker.closeOn(packet -> false);
    Await.until("it has connected again", connection::isConnected);
    assertEquals(Optional.of(MqttVersion.MQTT_5), connection.mqttVersion());
  }

  @Test
  void isNotTriedWithMqtt3IfThatIsNotWanted() {
    broker.closeOn(FallbackTest::isMqtt5Connect);
    ConnectionBuilder only5 =
        Combination.connection(broker.uri(), Optional.of(MqttVersion.MQTT_5)).clientId("me");
    NotConnectedException thrown = assertThrows(NotConnectedException.class, only5::connect);
    assertTrue(
        thrown
            .reason()
            .startsWith("cannot connect to " + broker.uri() + ": the broker closed the connection"),
        thrown::reason);
  }
}
