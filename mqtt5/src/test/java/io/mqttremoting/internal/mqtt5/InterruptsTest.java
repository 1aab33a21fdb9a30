package io.mqttremoting.internal.mqtt5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.RemotingConnection;
import io.mqttremoting.ServiceHandle;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.testsupport.Await;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Threads that are interrupted before or while they wait for a broker remain interrupted. */
@Timeout(60)
class InterruptsTest {
  @RegisterExtension private final Opened opened = new Opened();

  private final ScriptedBroker broker = opened.closedLater(new ScriptedBroker());

  @ParameterizedTest
  @EnumSource
  void whoeverIsInterruptedStaysInterrupted(MqttVersion version) {
    RemotingConnection connection =
        opened.closedLater(
            Combination.connection(broker.uri(), Optional.of(version)).clientId("me").build());
    broker.on(MqttMessageType.CONNECT, connect -> List.of());
    assertEquals(
        "interrupted while waiting to connect to " + broker.uri(),
        cancelled(() -> connection.connect()));
    broker.connAck(0);
    connection.connect();

    broker.on(MqttMessageType.SUBSCRIBE, subscribe -> List.of());
    assertSubscribing(cancelled(() -> connection.client(IHello.class)));
    assertSubscribing(cancelled(() -> connection.serve(new Everything())));
    broker.on(
        MqttMessageType.SUBSCRIBE,
        subscribe -> ScriptedBroker.subAck((MqttSubscribeMessage) subscribe, () -> 1));
    connection.client(IHello.class);
    ServiceHandle handle = connection.serve(new Everything());

    interrupted(handle::close);
    interrupted(connection::close);
    Await.until("it says good-bye", () -> broker.received.contains(MqttMessageType.DISCONNECT));
  }

  private void assertSubscribing(String reason) {
    assertTrue(reason.startsWith("interrupted while waiting to subscribe to ["), reason);
    assertTrue(reason.endsWith("] at " + broker.uri()), reason);
  }

  /** Runs an action in an interrupted thread, and returns why it fails. */
  private static String cancelled(Executable action) {
    Thread.currentThread().interrupt();
    RemotingException thrown = assertThrows(RemotingException.class, action);
    assertTrue(Thread.interrupted(), "the thread is not interrupted any more");
    assertEquals(ErrorCode.CANCELLED, thrown.code(), thrown::toString);
    return thrown.reason();
  }

  private static void interrupted(Runnable action) {
    assertFalse(Thread.currentThread().isInterrupted());
    Thread.currentThread().interrupt();
    action.run();
    assertTrue(Thread.interrupted(), "the thread is not interrupted any more");
  }
}
