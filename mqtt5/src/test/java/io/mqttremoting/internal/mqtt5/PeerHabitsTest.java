package io.mqttremoting.internal.mqtt5;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PayloadFormatIndicator;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishBuilder;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import io.mqttremoting.MqttRemoting;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.api.RemotingException;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.Mosquitto;
import io.mqttremoting.testsupport.TestBroker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How peers in other languages behave, and what an MQTT 5 broker reports. */
class PeerHabitsTest {
  private static final String ID = "conformance/Everything/";

  private final Everything service = new Everything();
  @RegisterExtension private final Opened opened = new Opened();

  private RemotingConnection connection(TestBroker broker) {
    return opened.closedLater(
        MqttRemoting.connection(broker.uri().toString()).mqttVersion(MqttVersion.MQTT_5).connect());
  }

  /**
   * A peer that is connected to the same mosquitto as the service, and subscribed to {@code
   * some/replies}.
   */
  private RawClient peer() {
    Mosquitto broker = opened.closedLater(Mosquitto.start());
    connection(broker).serve(service);
    RawClient peer = opened.closedLater(new RawClient(broker.uri()));
    peer.subscribe("some/replies");
    return peer;
  }

  private static Mqtt5PublishBuilder.Complete request(String operation, String payload) {
    return RawClient.message(ID + "rpc/" + operation, payload).responseTopic("some/replies");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void aCallerThatDidNotDeclareTheProfileGetsNoErrors() {
    RawClient peer = peer();
    for (String payload : List.of("", "{", "[]", "[1,2]", "[0,\"m\",0]", "[2,\"refused\"]")) {
      peer.publish(request("fail", payload).correlationData(bytes("1")));
    }
    peer.publish(request("missing", "[]").correlationData(bytes("2")));
    peer.publish(request("echo", "[\"good\"]").correlationData(bytes("3")));
    Mqtt5Publish reply = peer.next();
    assertArrayEquals(bytes("3"), RawClient.correlationData(reply));
    assertEquals("\"good\"", RawClient.text(reply));
  }

  @Test
  void aCallerThatDeclaredTheProfileGetsErrorsInUserProperties() {
    RawClient peer = peer();
    peer.publish(
        request("add", "[-1,0]")
            .correlationData(bytes("1"))
            .userProperties()
            .add("remoting", "1")
            .applyUserProperties());
    Mqtt5Publish reply = peer.next();
    assertEquals("null", RawClient.text(reply));
    assertArrayEquals(bytes("1"), RawClient.correlationData(reply));
    assertEquals(
        Map.of(
            "remoting-error-code", "APPLICATION",
            "remoting-error-message", "-1 is negative",
            "remoting-error-type", "refused"),
        RawClient.userProperties(reply));
    peer.publish(
        request("missing", "[]")
            .correlationData(bytes("2"))
            .userProperties()
            .add("remoting", "1")
            .applyUserProperties());
    assertEquals("UNIMPLEMENTED", RawClient.userProperties(peer.next()).get("remoting-error-code"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1000, 60_000})
  void correlationDataOfAnyLengthComesBack(int length) {
    RawClient peer = peer();
    byte[] data = new byte[length];
    for (int i = 0; i < length; i++) {
      data[i] = (byte) (i * 7 + 128);
    }
    peer.publish(request("echo", "[\"x\"]").correlationData(data));
    assertArrayEquals(data, RawClient.correlationData(peer.next()));
  }

  @Test
  void aRequestWithoutCorrelationDataIsAnsweredWithoutIt() {
    RawClient peer = peer();
    peer.publish(request("echo", "[\"x\"]"));
    Mqtt5Publish reply = peer.next();
    assertEquals("\"x\"", RawClient.text(reply));
    assertFalse(reply.getCorrelationData().isPresent());
  }

  /** Qt clients leave out the slash between the operation and the client ID. */
  @Test
  void qtClientsAreAnswered() {
    RawClient peer = peer();
    peer.subscribe(ID + "rpc/countqt1/result");
    peer.publish(
        RawClient.message(ID + "rpc/count", "[]")
            .responseTopic(ID + "rpc/countqt1/result")
            .correlationData(bytes("1")));
    Mqtt5Publish reply = peer.next();
    assertEquals("1", RawClient.text(reply));
    assertArrayEquals(bytes("1"), RawClient.correlationData(reply));
  }

  /** Unreal clients call a void operation without a response topic. */
  @Test
  void unrealClientsGetNoReplyThatTheyDidNotAskFor() {
    RawClient peer = peer();
    peer.subscribe(ID + "rpc/#");
    peer.publish(RawClient.message(ID + "rpc/remember", "[\"it\"]"));
    assertEquals("it", Await.next(service.remembered));
    peer.publish(request("count", "[]").correlationData(bytes("1")));
    assertEquals(ID + "rpc/remember", peer.next().getTopic().toString());
    assertEquals(ID + "rpc/count", peer.next().getTopic().toString());
    assertEquals("some/replies", peer.next().getTopic().toString());
  }

  /** A void operation may be answered with any value. */
  @ParameterizedTest
  @ValueSource(strings = {"null", "0", "[]"})
  void qtServicesAnswerVoidCalls(String result) throws Exception {
    Mosquitto broker = opened.closedLater(Mosquitto.start());
    RawClient peer = opened.closedLater(new RawClient(broker.uri()));
    peer.subscribe(ID + "rpc/touch");
    IEverything client = connection(broker).client(IEverything.class);
    CompletableFuture<Void> touched = CompletableFuture.runAsync(client::touch);
    Mqtt5Publish request = peer.next();
    peer.publish(
        RawClient.message(request.getResponseTopic().orElseThrow().toString(), result)
            .correlationData(RawClient.correlationData(request)));
    touched.get(10, TimeUnit.SECONDS);
  }

  @Test
  void bothMappingsAreAnswered() {
    RawClient peer = peer();
    peer.publish(request("echo", "[\"five\"]").correlationData(bytes("5")));
    assertEquals("\"five\"", RawClient.text(peer.next()));
    peer.publish(
        RawClient.message(
            ID + "rpc/v3/echo",
            "{\"data\":[\"three\"],\"responseTopic\":\"some/replies\",\"correlationData\":\"3\"}"));
    assertEquals("{\"correlationData\":\"3\",\"data\":\"three\"}", RawClient.text(peer.next()));
  }

  @Test
  void aBurstBeyondTheReceiveMaximumIsAnsweredInFull() {
    RawClient peer = peer();
    List<CompletableFuture<Mqtt5PublishResult>> sent = new ArrayList<>();
    Set<String> expected = new HashSet<>();
    for (int i = 0; i < 300; i++) {
      sent.add(peer.publishAsync(request("echo", "[\"" + i + "\"]").correlationData(bytes("7"))));
      expected.add("\"" + i + "\"");
    }
    Set<String> replies = new HashSet<>();
    for (int i = 0; i < 300; i++) {
      replies.add(RawClient.text(peer.next()));
    }
    assertEquals(expected, replies);
    sent.forEach(CompletableFuture::join);
  }

  @Test
  void statusesOfALostConnectionExpire() {
    Mosquitto broker = opened.closedLater(Mosquitto.start());
    FaultyWire wire = opened.closedLater(new FaultyWire(broker.uri(), "wire"));
    opened.closedLater(
        MqttRemoting.connection(wire.uri().toString())
            .clientId("lost")
            .reconnectAttempts(0)
            .connect());
    RawClient peer = opened.closedLater(new RawClient(broker.uri()));
    peer.subscribe("_remoting/lost");
    wire.drop();
    Mqtt5Publish will = peer.next();
    assertEquals(Duration.ofDays(7).toSeconds(), will.getMessageExpiryInterval().orElse(0));
    assertEquals("application/json", String.valueOf(will.getContentType().orElse(null)));
    assertEquals(Optional.of(Mqtt5PayloadFormatIndicator.UTF_8), will.getPayloadFormatIndicator());
    assertTrue(RawClient.text(will).startsWith("{\"online\":false,"), RawClient.text(will));
  }

  /** A random client ID is not used again, so nobody would overwrite these statuses. */
  @Test
  void statusesUnderARandomClientIdExpire() {
    Mosquitto broker = opened.closedLater(Mosquitto.start());
    RawClient peer = opened.closedLater(new RawClient(broker.uri()));
    peer.subscribe(ID + "_status/+");
    peer.subscribe("_remoting/+");
    RemotingConnection random = connection(broker);
    random.serve(service).close();
    random.close();
    for (int i = 0; i < 4; i++) {
      assertEquals(
          Duration.ofDays(1).toSeconds(), peer.next().getMessageExpiryInterval().orElse(0));
    }
    RemotingConnection chosen =
        opened.closedLater(
            MqttRemoting.connection(broker.uri().toString())
                .mqttVersion(MqttVersion.MQTT_5)
                .clientId("chosen")
                .connect());
    chosen.serve(service);
    for (String topic : List.of("_remoting/chosen", ID + "_status/chosen")) {
      assertFalse(peer.next(topic).getMessageExpiryInterval().isPresent());
    }
  }

  @Test
  void aCallThatTheBrokerDoesNotAllowIsDenied() {
    Mosquitto broker =
        opened.closedLater(
            Mosquitto.startWithAcl(
                List.of(
                    "topic read #", "topic write " + ID + "rpc/count", "topic write _remoting/+")));
    IEverything client = connection(broker).client(IEverything.class);
    RemotingException thrown =
        assertThrows(RemotingException.class, () -> client.echo("not allowed"));
    assertEquals(ErrorCode.PERMISSION_DENIED, thrown.code(), thrown::toString);
  }

  @Test
  void aCallThatIsTooLargeForTheBrokerIsRefused() {
    Mosquitto broker = opened.closedLater(Mosquitto.start("max_packet_size 20000"));
    connection(broker).serve(service);
    IEverything client = connection(broker).client(IEverything.class);
    assertEquals("small", client.echo("small"));
    String large = "x".repeat(30_000);
    RemotingException thrown = assertThrows(RemotingException.class, () -> client.echo(large));
    assertEquals(ErrorCode.INVALID_ARGUMENT, thrown.code(), thrown::toString);
    assertEquals("small again", client.echo("small again"));
  }
}
