package io.mqttremoting.internal.mqtt5;

import static io.mqttremoting.api.MqttVersion.MQTT_5;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mqttremoting.ConnectionBuilder;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.ServiceOptions;
import io.mqttremoting.api.Delivery;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.testsupport.Await;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A feature that the broker lacks is refused to those who need it, and does not affect others. */
@Timeout(60)
class UnsupportedFeaturesTest {
  private static final int SHARED_SUBSCRIPTIONS_NOT_SUPPORTED = 0x9E;
  private static final String ID = "conformance/Everything";

  @RegisterExtension private final Opened opened = new Opened();

  private final ScriptedBroker broker = opened.closedLater(new ScriptedBroker());

  private ConnectionBuilder settings(MqttVersion version) {
    return Combination.connection(broker.uri(), Optional.of(version))
        .clientId("me")
        .reconnectDelays(Duration.ofMillis(1), Duration.ofMillis(10));
  }

  private void connAckWith(MqttPropertyType property) {
    MqttProperties properties = new MqttProperties();
    int value = property == MqttPropertyType.MAXIMUM_QOS ? 1 : 0;
    properties.add(new MqttProperties.IntegerProperty(property.value(), value));
    broker.on(MqttMessageType.CONNECT, connect -> List.of(ScriptedBroker.connAckOf(0, properties)));
  }

  private static void assertRefused(String reason, Executable action) {
    RemotingException thrown = assertThrows(RemotingException.class, action);
    assertEquals(ErrorCode.UNIMPLEMENTED, thrown.code(), thrown::toString);
    assertEquals(reason, thrown.reason());
  }

  private void assertNothingLost(RemotingConnection connection) {
    assertTrue(connection.isConnected());
    assertEquals(1, broker.connections.size());
  }

  @Test
  void groupsWithoutSharedSubscriptions() {
    connAckWith(MqttPropertyType.SHARED_SUBSCRIPTION_AVAILABLE);
    RemotingConnection connection = opened.closedLater(settings(MQTT_5).connect());
    connection.client(IHello.class);
    ServiceOptions group = ServiceOptions.defaults().withGroup("g");
    RemotingException thrown =
        assertThrows(RemotingException.class, () -> connection.serve(new Everything(), group));
    assertEquals(ErrorCode.UNIMPLEMENTED, thrown.code(), thrown::toString);
    assertTrue(thrown.reason().startsWith("cannot subscribe to $share/g/"), thrown::reason);
    assertTrue(
        thrown
            .reason()
            .endsWith(
                " at " + broker.uri() + ": it has no shared subscriptions, which groups need"),
        thrown::reason);
    connection.serve(new Everything());
    assertNothingLost(connection);
  }

  @Test
  void everythingWithoutWildcardSubscriptions() {
    connAckWith(MqttPropertyType.WILDCARD_SUBSCRIPTION_AVAILABLE);
    RemotingConnection connection = opened.closedLater(settings(MQTT_5).connect());
    assertRefused(
        "cannot subscribe to "
            + ID
            + "/_status/+ at "
            + broker.uri()
            + ": it has no wildcard subscriptions",
        () -> connection.client(IEverything.class));
    assertNothingLost(connection);
  }

  @Test
  void connectionsWithoutRetainedMessages() {
    connAckWith(MqttPropertyType.RETAIN_AVAILABLE);
    assertRefused(
        "cannot connect to "
            + broker.uri()
            + ": it retains no messages, which presence and properties need",
        () -> settings(MQTT_5).connect());
  }

  @Test
  void qualitiesOfServiceThatTheBrokerLacks() {
    connAckWith(MqttPropertyType.MAXIMUM_QOS);
    RemotingConnection connection =
        opened.closedLater(settings(MQTT_5).delivery(Delivery.QOS_2).connect());
    RemotingException thrown =
        assertThrows(RemotingException.class, () -> connection.client(IEverything.class));
    assertEquals(ErrorCode.UNIMPLEMENTED, thrown.code(), thrown::toString);
    assertTrue(
        thrown
            .reason()
            .endsWith("] at " + broker.uri() + ": it takes QoS 1 at most, and this needs QoS 2"),
        thrown::reason);
    assertNothingLost(connection);
  }

  private static boolean servesEverything(MqttMessage packet) {
    return packet instanceof MqttSubscribeMessage subscribe
        && subscribe.payload().topicSubscriptions().stream()
            .anyMatch(subscription -> subscription.topicFilter().equals(ID + "/set/+"));
  }

  private boolean isHelloSubscribed() {
    return broker.filters.stream().flatMap(List::stream).anyMatch("io.world/Hello/prop/+"::equals);
  }

  @ParameterizedTest
  @EnumSource
  void whoeverSubscribesToWhatEndsTheConnectionIsTakenOut(MqttVersion version) {
    broker.closeOn(UnsupportedFeaturesTest::servesEverything);
    RemotingConnection connection = opened.closedLater(settings(version).connect());
    connection.client(IHello.class);
    RemotingException thrown =
        assertThrows(RemotingException.class, () -> connection.serve(new Everything()));
    assertEquals(ErrorCode.UNAVAILABLE, thrown.code(), thrown::toString);
    assertTrue(
        thrown
            .reason()
            .startsWith(
                "the connection is lost whenever it subscribes to this: cannot subscribe to ["
                    + ID
                    + "/set/+, "),
        thrown::reason);
    broker.filters.clear();
    Await.until("the others are back", () -> connection.isConnected() && isHelloSubscribed());
    int connections = broker.connections.size();
    broker.filters.clear();
    connection.client(IEverything.class);
    assertTrue(connection.isConnected());
    assertEquals(connections, broker.connections.size());
  }

  @ParameterizedTest
  @EnumSource
  void aLossByChanceWhileSubscribingIsNoFailure(MqttVersion version) {
    AtomicInteger times = new AtomicInteger();
    broker.closeOn(packet -> servesEverything(packet) && times.getAndIncrement() == 0);
    RemotingConnection connection = opened.closedLater(settings(version).connect());
    connection.client(IHello.class);
    broker.filters.clear();
    connection.serve(new Everything());
    assertTrue(connection.isConnected());
    assertTrue(isHelloSubscribed());
    assertEquals(2, broker.connections.size());
  }

  @Test
  void whoeverSubscribesToWhatTheBrokerDoesNotDoIsToldByName() {
    broker.on(
        MqttMessageType.SUBSCRIBE,
        subscribe ->
            servesEverything(subscribe)
                ? List.of(
                    ScriptedBroker.disconnect(
                        SHARED_SUBSCRIPTIONS_NOT_SUPPORTED, ScriptedBroker.reason("never")))
                : ScriptedBroker.subAck((MqttSubscribeMessage) subscribe, () -> 1));
    RemotingConnection connection = opened.closedLater(settings(MQTT_5).connect());
    connection.client(IHello.class);
    RemotingException thrown =
        assertThrows(RemotingException.class, () -> connection.serve(new Everything()));
    assertEquals(ErrorCode.UNIMPLEMENTED, thrown.code(), thrown::toString);
    assertTrue(
        thrown
            .reason()
            .endsWith(" at " + broker.uri() + ": SHARED_SUBSCRIPTIONS_NOT_SUPPORTED: never"),
        thrown::reason);
    Await.until("it has connected again", connection::isConnected);
    assertEquals(2, broker.connections.size());
  }
}
