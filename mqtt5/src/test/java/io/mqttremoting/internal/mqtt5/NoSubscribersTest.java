package io.mqttremoting.internal.mqtt5;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.mqttremoting.MqttRemoting;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.api.ServiceUnavailableException;
import io.mqttremoting.testsupport.Mosquitto;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

/** Calls for which the broker reports that nobody is subscribed (wire protocol, Presence). */
@Timeout(30)
class NoSubscribersTest {
  private static final String RPC = "conformance/Everything/rpc/";
  private static final int NO_MATCHING_SUBSCRIBERS = 0x10;
  private static final int NOT_AUTHORIZED = 0x87;
  private static final Pattern CORRELATION = Pattern.compile("\"correlationData\":\"([^\"]*)\"");

  private final ScriptedBroker broker = new ScriptedBroker();
  private RemotingConnection connection;
  private IEverything client;

  @BeforeEach
  void connect() {
    connection =
        Combination.connection(broker.uri(), Optional.of(MqttVersion.MQTT_5))
            .clientId("me")
            .connect();
    client = connection.client(IEverything.class);
  }

  @AfterEach
  void close() {
    connection.close();
    broker.close();
  }

  @Test
  void aCallIsTriedOnceInEitherMapping() {
    broker.pubAck(topic -> NO_MATCHING_SUBSCRIBERS);
    ServiceUnavailableException thrown =
        assertThrows(ServiceUnavailableException.class, () -> client.echo("x"));
    assertEquals("nobody serves it: the broker knows no subscriber", thrown.reason());
    assertEquals("conformance/Everything", thrown.interfaceName());
    assertEquals("echo", thrown.member());
    CompletionException failed =
        assertThrows(CompletionException.class, () -> client.later("x").join());
    assertEquals(ServiceUnavailableException.class, failed.getCause().getClass());
    assertEquals(
        Stream.of("echo", "v3/echo", "later", "v3/later").map(RPC::concat).toList(),
        broker.published);
  }

  /** Long before the timeout of a call, which is half a minute by default. */
  @Test
  void aRealBrokerSaysSoAtOnce() {
    try (Mosquitto real = Mosquitto.start();
        RemotingConnection calling =
            MqttRemoting.connection(real.uri().toString())
                .mqttVersion(MqttVersion.MQTT_5)
                .callTimeout(Duration.ofSeconds(30))
                .connect()) {
      IEverything nobody = calling.client(IEverything.class);
      assertTimeout(Duration.ofSeconds(1), () -> assertUnavailable(() -> nobody.echo("x")));
      assertTimeout(Duration.ofSeconds(1), () -> assertUnavailable(nobody.later("x")::join));
      assertTimeout(Duration.ofSeconds(1), () -> assertUnavailable(nobody.setLevel(1)::join));
    }
  }

  private static void assertUnavailable(Executable call) {
    Throwable thrown = assertThrows(RuntimeException.class, call);
    ServiceUnavailableException unavailable =
        assertInstanceOf(
            ServiceUnavailableException.class,
            thrown instanceof CompletionException ? thrown.getCause() : thrown);
    assertEquals("nobody serves it: the broker knows no subscriber", unavailable.reason());
  }

  @Test
  void aServiceOfTheOtherMappingThatDoesNotSayWhatItIsAnswers() {
    broker.on(MqttMessageType.PUBLISH, this::answerAsMqtt3Service);
    assertEquals("hello", client.echo("x"));
    assertEquals("hello", client.later("x").join());
    assertEquals(
        Stream.of("echo", "v3/echo", "later", "v3/later").map(RPC::concat).toList(),
        broker.published);
  }

  private List<MqttMessage> answerAsMqtt3Service(MqttMessage packet) {
    MqttPublishMessage request = (MqttPublishMessage) packet;
    String topic = request.variableHeader().topicName();
    if (!topic.startsWith(RPC + "v3/")) {
      return ScriptedBroker.pubAck(request, NO_MATCHING_SUBSCRIBERS);
    }
    Matcher id = CORRELATION.matcher(request.payload().toString(UTF_8));
    String reply =
        id.find() ? "{\"data\":\"hello\",\"correlationData\":\"" + id.group(1) + "\"}" : "";
    MqttMessage answer =
        MqttMessageBuilders.publish()
            .topicName(topic + "/me/result")
            .qos(MqttQoS.AT_MOST_ONCE)
            .properties(MqttProperties.NO_PROPERTIES)
            .payload(Unpooled.copiedBuffer(reply, UTF_8))
            .build();
    return Stream.concat(ScriptedBroker.pubAck(request, 0).stream(), Stream.of(answer)).toList();
  }

  @Test
  void aRefusalForAnotherReasonIsNotTriedAgain() {
    broker.pubAck(topic -> NOT_AUTHORIZED);
    RemotingException thrown = assertThrows(RemotingException.class, () -> client.echo("x"));
    assertEquals(ErrorCode.PERMISSION_DENIED, thrown.code());
    assertEquals(List.of(RPC + "echo"), broker.published);
  }
}
