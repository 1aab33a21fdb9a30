package io.mqttremoting.internal.mqtt5;

import static io.mqttremoting.api.MqttVersion.MQTT_3_1_1;
import static io.mqttremoting.api.MqttVersion.MQTT_5;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.ConnectionBuilder;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.api.CallTimeoutException;
import io.mqttremoting.api.Delivery;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.api.NotConnectedException;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.testsupport.Await;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What users see of a broker's reason code. */
@Timeout(30)
class ReasonCodesTest {
  private static final String ID = "conformance/Everything";
  private static final int NOT_AUTHORIZED = 0x87;
  private static final long SLOW_NANOS = 1_100_000_000;
  private static final int FAILURE = 0x80; // of a subscription; the only one in MQTT 3.1.1

  private final ScriptedBroker broker = new ScriptedBroker();
  private RemotingConnection connection;

  @AfterEach
  void close() {
    if (connection != null) {
      connection.close();
    }
    broker.close();
  }

  private ConnectionBuilder settings(MqttVersion version) {
    return Combination.connection(broker.uri(), Optional.of(version)).clientId("me");
  }

  private void connect(MqttVersion version) {
    connection = settings(version).connect();
  }

  private static RemotingException assertRefused(ErrorCode code, String reason, Executable call) {
    RemotingException thrown = assertThrows(RemotingException.class, call);
    assertEquals(code, thrown.code(), thrown::toString);
    assertEquals(reason, thrown.reason());
    return thrown;
  }

  private static final String DENIED =
      "its access control list does not allow that to connections without a user (NOT_AUTHORIZED)";

  @ParameterizedTest
  @CsvSource({
    "0x86, PERMISSION_DENIED, it refuses connections without a user (BAD_USER_NAME_OR_PASSWORD);"
        + " give ConnectionBuilder.credentials",
    "0x87, PERMISSION_DENIED, it refuses connections without a user (NOT_AUTHORIZED);"
        + " give ConnectionBuilder.credentials",
    "0x95, INVALID_ARGUMENT, PACKET_TOO_LARGE",
    "0x97, RESOURCE_EXHAUSTED, QUOTA_EXCEEDED",
    "0x8A, UNAVAILABLE, BANNED",
    "0x88, UNAVAILABLE, SERVER_UNAVAILABLE"
  })
  void aRefusedConnect(String reasonCode, ErrorCode code, String name) {
    broker.connAck(Integer.decode(reasonCode));
    RemotingException thrown =
        assertRefused(
            code,
            "cannot connect to " + broker.uri() + ": " + name,
            () -> settings(MQTT_5).connect());
    assertEquals(code == ErrorCode.UNAVAILABLE, thrown instanceof NotConnectedException);
  }

  @ParameterizedTest
  @CsvSource({
    "0x87, PERMISSION_DENIED, its access control list does not allow that to connections without a"
        + " user (NOT_AUTHORIZED)",
    "0x90, INVALID_ARGUMENT, TOPIC_NAME_INVALID",
    "0x83, INTERNAL, IMPLEMENTATION_SPECIFIC_ERROR",
    "0x97, RESOURCE_EXHAUSTED, QUOTA_EXCEEDED",
  })
  void aRefusedCall(String reasonCode, ErrorCode code, String name) {
    connect(MQTT_5);
    assertCallsRefused(reasonCode, code, name);
  }

  /**
   * The refusal is in the PUBREC, which ends the message: no PUBREL is due (MQTT 5, section 4.3.3).
   */
  @ParameterizedTest
  @CsvSource({
    "0x87, PERMISSION_DENIED, its access control list does not allow that to connections without a"
        + " user (NOT_AUTHORIZED)",
    "0x83, INTERNAL, IMPLEMENTATION_SPECIFIC_ERROR",
    "0x97, RESOURCE_EXHAUSTED, QUOTA_EXCEEDED",
  })
  void aRefusedCallAtQos2(String reasonCode, ErrorCode code, String name) {
    connection = settings(MQTT_5).delivery(Delivery.QOS_2).connect();
    assertCallsRefused(reasonCode, code, name);
    assertFalse(broker.received.contains(MqttMessageType.PUBREL));
    broker.pubAck(topic -> 0);
    assertThrows(CallTimeoutException.class, connection.client(IEverything.class)::tooLate);
    Await.until("one is released", () -> broker.received.contains(MqttMessageType.PUBREL));
  }

  private void assertCallsRefused(String reasonCode, ErrorCode code, String name) {
    IEverything client = connection.client(IEverything.class);
    int refusing = Integer.decode(reasonCode);
    broker.pubAck(topic -> refusing);
    String reason = "cannot publish to " + ID + "/rpc/echo at " + broker.uri() + ": " + name;
    RemotingException thrown = assertRefused(code, reason, () -> client.echo("x"));
    assertEquals(ID, thrown.interfaceName());
    assertEquals("echo", thrown.member());
    CompletionException failed =
        assertThrows(CompletionException.class, () -> client.later("x").join());
    assertRefused(
        code,
        reason.replace("echo", "later"),
        () -> {
          throw failed.getCause();
        });
    assertTrue(connection.isConnected());
  }

  @Test
  void aRefusedSubscriptionOfAClient() {
    connect(MQTT_5);
    broker.subAck(() -> NOT_AUTHORIZED);
    RemotingException thrown =
        assertThrows(RemotingException.class, () -> connection.client(IEverything.class));
    assertEquals(ErrorCode.PERMISSION_DENIED, thrown.code(), thrown::toString);
    assertTrue(
        thrown.reason().startsWith("cannot subscribe to [" + ID + "/_status/+, "), thrown::reason);
    assertTrue(thrown.reason().endsWith("] at " + broker.uri() + ": " + DENIED), thrown::reason);
    assertUsable();
  }

  @Test
  void aRefusedSubscriptionOfAService() {
    connect(MQTT_5);
    AtomicInteger filters = new AtomicInteger();
    // The first subscription is that of the connection, the third is one of the service's five.
    broker.subAck(() -> filters.incrementAndGet() == 3 ? NOT_AUTHORIZED : 1);
    assertRefused(
        ErrorCode.PERMISSION_DENIED,
        "cannot subscribe to [%s/set/+, %s/rpc/v3/+, %s/rpc/+, %s/_status/me, %s/prop/+] at %s: %s"
            .formatted(ID, ID, ID, ID, ID, broker.uri(), DENIED),
        () -> connection.serve(new Everything()));
    assertUsable();
  }

  @Test
  void aRefusedSubscriptionOfAClientInMqtt3() {
    connect(MQTT_3_1_1);
    broker.subAck(() -> FAILURE);
    assertRefused(
        ErrorCode.PERMISSION_DENIED,
        broker.uri() + " refuses the subscription to " + ID + "/_status/+",
        () -> connection.client(IEverything.class));
    assertUsable();
  }

  @Test
  void aRefusedSubscriptionOfAServiceInMqtt3() {
    connect(MQTT_3_1_1);
    AtomicInteger filters = new AtomicInteger();
    // The first subscription is that of the connection, the third is one of the service's four.
    broker.subAck(() -> filters.incrementAndGet() == 3 ? FAILURE : 1);
    assertRefused(
        ErrorCode.PERMISSION_DENIED,
        broker.uri() + " refuses the subscription to " + ID + "/rpc/v3/+",
        () -> connection.serve(new Everything()));
    assertUsable();
  }

  /** As nats-server refuses if the nodes of a cluster do not agree in time. */
  @Test
  void aSubscriptionThatIsRefusedSlowlyIsAskedForAgain() {
    connect(MQTT_3_1_1);
    AtomicInteger filters = new AtomicInteger();
    // The first subscription is that of the connection, the next four are the service's.
    refuseSlowly(() -> Set.of(2, 4, 6).contains(filters.incrementAndGet()));
    connection.serve(new Everything());
    assertEquals(
        List.of(
            List.of("_remoting/me"),
            List.of(ID + "/set/+", ID + "/rpc/v3/+", ID + "/_status/me", ID + "/prop/+"),
            List.of(ID + "/set/+", ID + "/_status/me"),
            List.of(ID + "/set/+")),
        broker.filters);
  }

  @Test
  @Tag("long")
  void aSubscriptionThatIsAlwaysRefusedSlowlyFails() {
    connect(MQTT_3_1_1);
    refuseSlowly(() -> true);
    assertRefused(
        ErrorCode.PERMISSION_DENIED,
        broker.uri() + " refuses the subscription to _remoting/me",
        () -> connection.serve(new Everything()));
    assertEquals(Collections.nCopies(5, List.of("_remoting/me")), broker.filters);
  }

  /** Answers each SUBSCRIBE after more than a second. */
  private void refuseSlowly(BooleanSupplier refuses) {
    broker.on(
        MqttMessageType.SUBSCRIBE,
        subscribe -> {
          long begun = System.nanoTime();
          while (System.nanoTime() - begun < SLOW_NANOS) {
            LockSupport.parkNanos(SLOW_NANOS);
          }
          return ScriptedBroker.subAck(
              (MqttSubscribeMessage) subscribe, () -> refuses.getAsBoolean() ? FAILURE : 1);
        });
  }

  /** The connection still works, and what was refused can be tried again. */
  private void assertUsable() {
    assertTrue(connection.isConnected());
    broker.subAck(() -> 1);
    connection.serve(new Everything());
    connection.client(IEverything.class);
  }

  @ParameterizedTest
  @EnumSource
  void aRefusedSubscriptionOfWhatWasMadeBefore(MqttVersion version) {
    broker.subAck(() -> version == MQTT_5 ? NOT_AUTHORIZED : FAILURE);
    connection = settings(version).build();
    connection.client(IEverything.class);
    RemotingException thrown = assertThrows(RemotingException.class, () -> connection.connect());
    assertEquals(ErrorCode.PERMISSION_DENIED, thrown.code(), thrown::toString);
    assertFalse(connection.isConnected());
    Await.until("nothing is left", () -> broker.connections.stream().noneMatch(c -> c.isOpen()));
    broker.subAck(() -> 1);
    connection.connect();
    assertTrue(connection.isConnected());
  }
}
