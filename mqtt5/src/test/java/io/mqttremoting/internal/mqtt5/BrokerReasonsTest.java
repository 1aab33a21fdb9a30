package io.mqttremoting.internal.mqtt5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.api.ConnectionEvent;
import io.mqttremoting.api.ConnectionState;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.api.NotConnectedException;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.LogCapture;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The reason that an MQTT 5 broker gives for refusing or ending something reaches the user,
 * including its text.
 */
@Timeout(60)
class BrokerReasonsTest {
  private static final int NOT_AUTHORIZED = 0x87;
  private static final int SESSION_TAKEN_OVER = 0x8E;
  private static final int QUOTA_EXCEEDED = 0x97;
  private static final int ADMINISTRATIVE_ACTION = 0x98;

  private final ScriptedBroker broker = new ScriptedBroker();
  private final BlockingQueue<ConnectionEvent> events = new LinkedBlockingQueue<>();
  private final RemotingConnection connection =
      Combination.connection(broker.uri(), Optional.of(MqttVersion.MQTT_5))
          .clientId("me")
          .reconnectAttempts(0)
          .build();

  private LogCapture log;

  @BeforeEach
  void listen() {
    log = LogCapture.ofEverybody(Level.WARN);
    connection.onStateChanged(events::add);
  }

  @AfterEach
  void close() {
    connection.close();
    broker.close();
    log.close();
  }

  private void endConnection(int code, MqttProperties properties) {
    Await.next(broker.connections).writeAndFlush(ScriptedBroker.disconnect(code, properties));
  }

  @Test
  void whyItEndsAConnectionIsInLogEventAndExceptions() {
    connection.connect();
    IEverything client = connection.client(IEverything.class);
    CompletableFuture<String> call = client.later("x");
    Await.until("it is on its way", () -> !broker.published.isEmpty());
    endConnection(ADMINISTRATIVE_ACTION, ScriptedBroker.reason("closed for\nrepairs"));
    String said = broker.uri() + " ended the connection: ADMINISTRATIVE_ACTION: closed for?repairs";

    NotConnectedException open =
        assertInstanceOf(
            NotConnectedException.class,
            assertThrows(CompletionException.class, call::join).getCause());
    assertEquals(
        "the connection was lost before the reply came ("
            + said
            + "); whether the call was executed is not known",
        open.reason());
    ConnectionEvent event = Await.next(events);
    while (event.state() != ConnectionState.DISCONNECTED) {
      event = Await.next(events);
    }
    assertEquals(said, event.cause().orElseThrow().getMessage());
    assertEquals(
        "there is no connection to " + broker.uri() + "; " + said,
        assertThrows(NotConnectedException.class, () -> client.echo("x")).reason());
    log.line("Connection to " + broker.uri() + " as me is lost: " + said);
  }

  @Test
  void thatAnotherClientHasTheIdentifierIsSaid() {
    connection.connect();
    endConnection(SESSION_TAKEN_OVER, MqttProperties.NO_PROPERTIES);
    log.line(
        "is lost: "
            + broker.uri()
            + " ended the connection: SESSION_TAKEN_OVER; another client connects with the client"
            + " identifier 'me'");
  }

  @Test
  void aSilentLossSoonAfterTheConnectGivesAHint() {
    connection.connect();
    Await.next(broker.connections).close();
    log.line(
        "Connection to "
            + broker.uri()
            + " as me is lost, soon after it was made (is another client using the same client"
            + " identifier?): ");
  }

  @ParameterizedTest
  @CsvSource({
    "0x89, UNAVAILABLE, SERVER_BUSY: try later",
    "0x87, PERMISSION_DENIED, it refuses connections without a user (NOT_AUTHORIZED: try later);"
        + " give ConnectionBuilder.credentials",
    "0x9A, UNIMPLEMENTED, RETAIN_NOT_SUPPORTED: try later",
    "0x9B, UNIMPLEMENTED, QOS_NOT_SUPPORTED: try later",
  })
  void whyItRefusesAConnect(String reasonCode, ErrorCode code, String reason) {
    broker.on(
        MqttMessageType.CONNECT,
        connect ->
            List.of(
                ScriptedBroker.connAckOf(
                    Integer.decode(reasonCode), ScriptedBroker.reason("try later"))));
    RemotingException thrown = assertThrows(RemotingException.class, connection::connect);
    assertEquals(code, thrown.code());
    assertEquals("cannot connect to " + broker.uri() + ": " + reason, thrown.reason());
  }

  @Test
  void whyItRefusesASubscription() {
    connection.connect();
    broker.on(
        MqttMessageType.SUBSCRIBE,
        subscribe ->
            ScriptedBroker.subAck(
                (MqttSubscribeMessage) subscribe,
                () -> NOT_AUTHORIZED,
                ScriptedBroker.reason("not yours")));
    RemotingException thrown =
        assertThrows(RemotingException.class, () -> connection.client(IEverything.class));
    assertEquals(ErrorCode.PERMISSION_DENIED, thrown.code());
    assertTrue(
        thrown.reason().endsWith("connections without a user (NOT_AUTHORIZED: not yours)"),
        thrown::reason);
  }

  @Test
  void whyItRefusesACall() {
    connection.connect();
    IEverything client = connection.client(IEverything.class);
    broker.on(
        MqttMessageType.PUBLISH,
        publish ->
            List.of(
                MqttMessageBuilders.pubAck()
                    .packetId(((MqttPublishMessage) publish).variableHeader().packetId())
                    .reasonCode((byte) QUOTA_EXCEEDED)
                    .properties(ScriptedBroker.reason("ten an hour"))
                    .build()));
    RemotingException thrown = assertThrows(RemotingException.class, () -> client.echo("x"));
    assertEquals(ErrorCode.RESOURCE_EXHAUSTED, thrown.code());
    assertEquals(
        "cannot publish to conformance/Everything/rpc/echo at "
            + broker.uri()
            + ": QUOTA_EXCEEDED: ten an hour",
        thrown.reason());
  }
}
