package io.mqttremoting.mqtt5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import io.mqttremoting.MqttRemoting;
import io.mqttremoting.RemotingConnection;
import io.mqttremoting.api.ConnectionEvent;
import io.mqttremoting.api.MqttVersion;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
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

/** Messages for which an MQTT library would end the connection, by way of a real broker. */
@ParameterizedClass
@EnumSource(MqttVersion.class)
@Timeout(120)
class MalformedMessagesTest {
  private static final String REQUEST = "io.world/Hello/rpc/say";

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
    try (Peer peer = new Peer(broker.uri())) {
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

    try (RemotingConnection second = connect()) { // hears what is retained
      assertEquals("second", second.client(IHello.class).say("second"));
      assertTrue(second.isConnected());
    }
    try (RemotingConnection second = connect()) {
      second.serve(new IHello.Hello());
      assertTrue(second.isConnected());
    }
    assertUndisturbed();
  }

  /** What the broker lets through of anything. */
  @Test
  void noMessageEndsAConnection() throws IOException {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 200; i++) {
      try (Peer peer = new Peer(broker.uri())) {
        for (int j = 0; j < 5; j++) {
          byte[] properties = new byte[random.nextInt(12)];
          random.nextBytes(properties);
          if (properties.length > 0 && random.nextBoolean()) {
            byte[] ids = {1, 2, 3, 8, 9, 38};
            properties[0] = ids[random.nextInt(ids.length)];
          }
          if (properties.length > 2 && random.nextBoolean()) {
            properties[1] = 0;
            properties[2] = (byte) (properties.length - 3);
          }
          peer.publish(random.nextInt(3), random.nextBoolean(), REQUEST, properties, "[\"x\"]");
        }
        peer.awaitAnswers();
      } catch (SocketException e) {
        // the broker did not like it
      }
    }
    assertUndisturbed();
    assertTrue(events.isEmpty(), () -> "seed " + seed + ": " + events);
  }

  @Test
  void floodsAreSummedUp() throws IOException {
    try (LogCapture log = new LogCapture(Level.WARN);
        Peer peer = new Peer(broker.uri())) {
      for (int i = 0; i < 100; i++) {
        peer.publish(1, false, REQUEST, hex("0102"), "[\"x\"]");
      }
      peer.awaitAnswers();
      assertUndisturbed();
      List<String> lines =
          log.lines().stream().filter(line -> line.contains("is malformed")).toList();
      if (version == MqttVersion.MQTT_5) {
        assertEquals(1, lines.size(), lines::toString);
        assertTrue(
            lines
                .get(0)
                .endsWith(
                    ": a message to io.world/Hello/rpc/say is dropped, for it is malformed: its"
                        + " payload format indicator is neither 0 nor 1; if it is retained, remove"
                        + " it from the broker: mosquitto_pub -r -n -t TOPIC"),
            lines.get(0));
      } else {
        assertEquals(List.of(), lines);
      }
    }
  }

  private void assertUndisturbed() {
    for (int i = 0; i < 50; i++) { // more than a broker has on the way at a time
      assertEquals("call " + i, hello.say("call " + i));
    }
    assertEquals(List.of(), List.copyOf(events));
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.replace(" ", ""));
  }

  /** Somebody who sends packets of MQTT 5 as they like. */
  private static final class Peer implements AutoCloseable {
    private final Socket socket;
    private int packetId;

    Peer(URI broker) throws IOException {
      socket = new Socket(broker.getHost(), broker.getPort());
      socket.setSoTimeout((int) Await.PATIENCE.toMillis());
      socket.getOutputStream().write(hex("10 1000 044d 5154 5405 0200 3c00 0003 65766c"));
      byte[] header = socket.getInputStream().readNBytes(2);
      socket.getInputStream().readNBytes(header[1]);
    }

    void publish(int qos, boolean retained, String topic, byte[] properties, String payload)
        throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      DataOutputStream body = new DataOutputStream(bytes);
      body.writeUTF(topic);
      if (qos > 0) {
        body.writeShort(++packetId);
      }
      body.writeByte(properties.length);
      body.write(properties);
      body.write(payload.getBytes(StandardCharsets.UTF_8));
      socket.getOutputStream().write(0x30 | qos << 1 | (retained ? 1 : 0));
      socket.getOutputStream().write(bytes.size());
      bytes.writeTo(socket.getOutputStream());
    }

    /** Waits until the broker has dealt with what was sent. */
    void awaitAnswers() throws IOException {
      socket.getOutputStream().write(hex("c000"));
      int next = 0;
      while (next >= 0 && next != 0xD0) {
        next = socket.getInputStream().read();
        int length = next < 0 ? 0 : socket.getInputStream().read();
        byte[] rest = socket.getInputStream().readNBytes(Math.max(0, length));
        if (next == 0x50 && rest.length >= 2 && (rest.length < 3 || rest[2] >= 0)) {
          socket.getOutputStream().write(new byte[] {0x62, 2, rest[0], rest[1]});
        }
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
