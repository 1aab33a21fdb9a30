package io.mqttremoting.internal.mqtt5;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mqttremoting.RemotingConnection;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.Mosquitto;
import java.util.Optional;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A connection counts the messages that the broker has not acknowledged yet. */
@Timeout(60)
class UnsentMessagesTest {
  private static final int MESSAGES = 10;

  @RegisterExtension private final Opened opened = new Opened();

  @ParameterizedTest
  @EnumSource
  void unacknowledgedMessagesAreCounted(MqttVersion version) throws Exception {
    Mosquitto broker = opened.closedLater(Mosquitto.start());
    RemotingConnection connection =
        opened.closedLater(
            Combination.connection(broker.uri(), Optional.of(version)).clientId("me").connect());
    IHello client = connection.client(IHello.class);
    Await.until("all is sent", () -> connection.statistics().unsentMessages() == 0);
    broker.signal("STOP");
    try {
      for (int i = 0; i < MESSAGES; i++) {
        client.setLast("unsent");
      }
      assertEquals(MESSAGES, connection.statistics().unsentMessages());
    } finally {
      broker.signal("CONT");
    }
    Await.until("all is sent", () -> connection.statistics().unsentMessages() == 0);
  }
}
