package io.mqttremoting.internal.mqtt5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import io.mqttremoting.ConnectionBuilder;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.api.NotConnectedException;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.LogCapture;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttMessageType;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Exceptions and the log give a hint that fits the cause of a missing connection, and only once.
 */
@Timeout(60)
class HintsTest {
  private static final int ATTEMPTS = 6;

  @RegisterExtension private final Opened opened = new Opened();

  private final ScriptedBroker broker = opened.closedLater(new ScriptedBroker());

  private ConnectionBuilder settings(MqttVersion version) {
    return Combination.connection(broker.uri(), Optional.of(version))
        .clientId("me")
        .reconnectDelays(Duration.ofMillis(1), Duration.ofMillis(1));
  }

  private static String reason(ConnectionBuilder settings) {
    return assertThrows(NotConnectedException.class, settings::connect).reason();
  }

  @ParameterizedTest
  @EnumSource
  void ofSilence(MqttVersion version) {
    broker.on(MqttMessageType.CONNECT, connect -> List.of());
    assertEquals(
        "cannot connect to " + broker.uri() + ": no answer within 1000 ms; is this an MQTT broker?",
        reason(settings(version).connectTimeout(Duration.ofSeconds(1))));
  }

  @ParameterizedTest
  @EnumSource
  void ofAConnectionThatIsClosed(MqttVersion version) {
    broker.closeOn(packet -> packet instanceof MqttConnectMessage);
    String reason = reason(settings(version));
    assertTrue(reason.endsWith("; does it speak tcp on this port, and not TLS?"), reason);
  }

  @ParameterizedTest
  @EnumSource
  void ofABrokerThatWasThereAMomentAgo(MqttVersion version) {
    LogCapture log = opened.closedLater(LogCapture.ofEverybody(Level.WARN));
    RemotingConnection connection = opened.closedLater(settings(version).connect());
    IHello client = connection.client(IHello.class);
    broker.closeOn(packet -> packet instanceof MqttConnectMessage);
    Await.next(broker.connections).close();
    for (int i = 0; i < ATTEMPTS; i++) {
      Await.next(broker.connections);
    }
    String reason = assertThrows(NotConnectedException.class, () -> client.say("x")).reason();
    String start = "cannot connect to " + broker.uri() + ": the broker closed the connection: ";
    assertTrue(reason.startsWith(start), reason);
    assertFalse(reason.contains("?"), reason);
    List<String> warnings =
        log.fullLines().stream().filter(line -> line.startsWith("io.mqttremoting")).toList();
    assertEquals(1, warnings.size(), warnings::toString);
    assertTrue(warnings.get(0).contains("is lost"), warnings::toString);
  }

  @ParameterizedTest
  @EnumSource
  void ofABrokerThatHasNeverBeenThere(MqttVersion version) {
    LogCapture log = opened.closedLater(LogCapture.ofEverybody(Level.WARN));
    broker.closeOn(packet -> packet instanceof MqttConnectMessage);
    opened.closedLater(settings(version).start());
    for (int i = 0; i < ATTEMPTS; i++) {
      Await.next(broker.connections);
    }
    List<String> warnings =
        log.fullLines().stream().filter(line -> line.startsWith("io.mqttremoting")).toList();
    assertTrue(!warnings.isEmpty() && warnings.size() <= 3, warnings::toString);
    assertTrue(warnings.get(0).contains("Connecting failed, attempt 1: "), warnings::toString);
  }
}
