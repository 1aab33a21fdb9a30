package io.mqttremoting.internal.mqtt5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import com.hivemq.client.mqtt.lifecycle.MqttClientDisconnectedContext;
import com.hivemq.client.mqtt.lifecycle.MqttDisconnectSource;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5DisconnectException;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5Disconnect;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5DisconnectReasonCode;
import io.mqttremoting.internal.transport.ConnectOptions;
import io.mqttremoting.internal.transport.Security;
import io.mqttremoting.internal.transport.Transport;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.testsupport.LogCapture;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HiveMqLossTest {
  private final IOException broken = new IOException("broken");

  private final List<String> told = new ArrayList<>();
  private RuntimeException thrown; // by the listener; null for none

  private final HiveMqLoss loss =
      new HiveMqLoss(
          new ConnectOptions(
              URI.create("tcp://b"),
              "c1",
              Duration.ofSeconds(1),
              Duration.ofSeconds(1),
              new Message("will", new byte[0], 1, false),
              Security.DEFAULT),
          new Transport.Listener() {
            @Override
            public void onMessage(Message message) {}

            @Override
            public void onLost(Throwable cause) {
              told.add("lost: " + cause.getMessage());
              if (thrown != null) {
                throw thrown;
              }
            }
          });

  private void begin() throws TransportException {
    loss.begin(() -> told.add("before"), cause -> told.add("after: " + cause.getMessage()));
  }

  private void disconnect(MqttDisconnectSource source, Throwable cause) {
    loss.onDisconnected(
        (MqttClientDisconnectedContext)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {MqttClientDisconnectedContext.class},
                (proxy, method, arguments) ->
                    method.getName().equals("getSource") ? source : cause));
  }

  private void lose() {
    disconnect(MqttDisconnectSource.CLIENT, broken);
  }

  @Test
  void aLossIsReportedOnceAndInOrder() throws TransportException {
    begin();
    assertFalse(loss.isClosed());
    lose();
    lose();
    assertEquals(List.of("before", "lost: broken", "after: broken"), told);
    assertTrue(loss.isClosed());
  }

  @Test
  void whatIsLostBeforeItsUseIsNotUsed() {
    lose();
    TransportException refused = assertThrows(TransportException.class, this::begin);
    assertEquals("the connection to tcp://b was lost at once", refused.getMessage());
    assertSame(broken, refused.getCause());
    assertEquals(List.of(), told);
  }

  @Test
  void theEndOfAClosedConnectionIsNoLoss() throws TransportException {
    begin();
    loss.close();
    assertTrue(loss.isClosed());
    lose();
    assertEquals(List.of(), told);
  }

  /** Otherwise threads that wait for an answer of the broker would wait until their timeout. */
  @Test
  void whoeverWaitsLearnsOfTheLossEvenIfTheListenerFails() throws TransportException {
    thrown = new IllegalStateException("in a test");
    begin();
    assertSame(thrown, assertThrows(IllegalStateException.class, this::lose));
    assertEquals(List.of("before", "lost: broken", "after: broken"), told);
  }

  private static Mqtt5DisconnectException saying(Mqtt5DisconnectReasonCode code) {
    return new Mqtt5DisconnectException(
        Mqtt5Disconnect.builder().reasonCode(code).build(), "in a test");
  }

  private List<String> errorsOf(MqttDisconnectSource source, Throwable cause)
      throws TransportException {
    begin();
    try (LogCapture log = new LogCapture(Level.ERROR)) {
      disconnect(source, cause);
      return log.lines();
    }
  }

  @Test
  void aPacketThatTheClientCannotReadIsLogged() throws TransportException {
    assertEquals(
        List.of(
            "tcp://b as c1: the connection is ended because a packet of the broker is malformed: in"
                + " a test; find out who publishes such messages, and remove them from the broker"
                + " if they are retained"),
        errorsOf(MqttDisconnectSource.CLIENT, saying(Mqtt5DisconnectReasonCode.MALFORMED_PACKET)));
  }

  /** Then a packet of ours is malformed, and the broker's messages are not to blame. */
  @Test
  void aPacketThatTheBrokerCannotReadIsNotBlamedOnIt() throws TransportException {
    assertEquals(
        List.of(),
        errorsOf(MqttDisconnectSource.SERVER, saying(Mqtt5DisconnectReasonCode.MALFORMED_PACKET)));
    assertEquals("lost: tcp://b ended the connection: MALFORMED_PACKET", told.get(1));
  }

  @Test
  void otherReasonsOfTheClientAreNotBlamedOnTheBroker() throws TransportException {
    assertEquals(
        List.of(),
        errorsOf(
            MqttDisconnectSource.CLIENT, saying(Mqtt5DisconnectReasonCode.KEEP_ALIVE_TIMEOUT)));
    assertEquals(List.of("before", "lost: in a test", "after: in a test"), told);
  }
}
