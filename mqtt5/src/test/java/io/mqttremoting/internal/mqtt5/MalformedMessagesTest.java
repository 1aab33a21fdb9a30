package io.mqttremoting.internal.mqtt5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import io.mqttremoting.MqttRemoting;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.api.ConnectionEvent;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.api.ServiceUnavailableException;
import io.mqttremoting.testsupport.Await;
import io.mqttremoting.testsupport.LogCapture;
import io.mqttremoting.testsupport.Mosquitto;
import java.io.IOException;
import java.net.SocketException;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages on which an MQTT library would end the connection, sent through a real broker. */
@ParameterizedClass
@EnumSource(MqttVersion.class)
@Timeout(120)
class MalformedMessagesTest {
  private static final String REQUEST = "io.world/Hello/rpc/say";

  /** Connections of a peer that sends arbitrary packets; a broker ends those it finds malformed. */
  private static final int CONNECTIONS = Integer.getInteger("fuzz.connections", 50);

  private final MqttVersion version;
  private final Mosquitto broker = Mosquitto.start("max_queued_messages 10000");
  private final RemotingConnection serving;
  private final RemotingConnection calling;
  private final Queue<ConnectionEvent> events = new ConcurrentLinkedQueue<>();
  private final IHello hello;

  MalformedMessagesTest(MqttVersion version) {
    this.version = version;
    serving = connect();
    serving.serve(new IHello.Hello());
    calling = connect();
    hello = calling.client(IHello.class);
    hello.say("before");
    serving.onStateChanged(events::add);
    calling.onStateChanged(events::add);
  }

  private RemotingConnection connect() {
    return MqttRemoting.connection(broker.uri().toString()).mqttVersion(version).connect();
  }

  @AfterEach
  void close() {
    calling.close();
    serving.close();
    broker.close();
  }

  /** Properties of a PUBLISH packet, as hexadecimal digits. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0800 0378 2f23", // a response topic x/#
        "0800 0361 2b62", // a response topic a+b
        "0800 00", // an empty response topic
        "0102", // payload format indicator 2
        "01ff",
      })
  void aMalformedMessageIsDropped(String properties) throws IOException {
    byte[] bytes = hex(properties);
    try (PacketPeer peer = new PacketPeer(broker.uri())) {
      for (int qos = 0; qos <= 2; qos++) {
        peer.publish(qos, false, REQUEST, bytes, "[\"x\"]");
        peer.publish(qos, false, "io.world/Hello/set/last", bytes, "\"x\"");
        peer.publish(qos, false, "io.world/Hello/sig/justSaid", bytes, "[\"x\"]");
      }
      peer.publish(1, true, REQUEST, bytes, "[\"x\"]");
      peer.publish(1, true, "io.world/Hello/_status/evil", bytes, "{}");
      peer.awaitAnswers();
    }
    assertUndisturbed();

    try (RemotingConnection second = connect()) { // receives the retained messages
      assertEquals("second", second.client(IHello.class).say("second"));
      assertTrue(second.isConnected());
    }
    try (RemotingConnection second = connect()) {
      second.serve(new IHello.Hello());
      assertTrue(second.isConnected());
    }
    Await.until("the client knows that the second service has left", this::isAnswered);
    assertUndisturbed();
  }

  private boolean isAnswered() {
    try {
      return hello.say("still there?").equals("still there?");
    } catch (ServiceUnavailableException e) {
      return false; // the call was addressed to the second service
    }
  }

  /** Arbitrary messages, as far as the broker lets them through. */
  @Test
  void noMessageEndsAConnection() throws IOException {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < CONNECTIONS; i++) {
      try (PacketPeer peer = new PacketPeer(broker.uri())) {
        for (int j = 0; j < 5; j++) {
          byte[] properties = PacketPeer.anyProperties(random);
          peer.publish(random.nextInt(3), random.nextBoolean(), REQUEST, properties, "[\"x\"]");
        }
        peer.awaitAnswers();
      } catch (SocketException e) {
        // The broker has ended the connection.
      }
    }
    assertTrue(events.isEmpty(), () -> "seed " + seed + ": " + events);
    assertUndisturbed();
  }

  @Test
  void floodsAreSummedUp() throws IOException {
    try (LogCapture log = LogCapture.ofEverybody(Level.WARN);
        PacketPeer peer = new PacketPeer(broker.uri())) {
      for (int i = 0; i < 100; i++) {
        peer.publish(1, false, REQUEST, hex("0102"), "[\"x\"]");
      }
      peer.awaitAnswers();
      assertUndisturbed();
      List<String> lines =
          log.fullLines().stream().filter(line -> line.contains("is malformed")).toList();
      if (version == MqttVersion.MQTT_5) {
        assertEquals(1, lines.size(), lines::toString);
        assertTrue(
            lines
                .get(0)
                .endsWith(
                    ": a message to io.world/Hello/rpc/say is dropped because it is malformed: its"
                        + " payload format indicator is neither 0 nor 1; if it is retained, remove"
                        + " it from the broker: mosquitto_pub -r -n -t TOPIC"),
            lines.get(0));
      } else {
        assertEquals(List.of(), lines);
      }
    }
  }

  private void assertUndisturbed() {
    for (int i = 0; i < 50; i++) { // more than a broker has in flight
      assertEquals("call " + i, hello.say("call " + i));
    }
    assertEquals(List.of(), List.copyOf(events));
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.replace(" ", ""));
  }
}
