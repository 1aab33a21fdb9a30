package io.mqttremoting.internal.mqtt5;

import io.mqttremoting.testsupport.Await;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Random;

/** A peer that sends arbitrary MQTT 5 packets. */
final class PacketPeer implements AutoCloseable {
  private static final byte[] CONNECT =
      HexFormat.of().parseHex("101000044d5154540502003c0000" + "03" + "65766c");
  private static final byte[] PINGREQ = {(byte) 0xC0, 0};

  /** Identifiers of properties that a message may have. */
  private static final byte[] PROPERTIES = {1, 2, 3, 8, 9, 38};

  private final Socket socket;
  private int packetId;

  PacketPeer(URI broker) throws IOException {
    socket = new Socket(broker.getHost(), broker.getPort());
    socket.setSoTimeout((int) Await.DEADLINE.toMillis());
    socket.getOutputStream().write(CONNECT);
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

  /** Arbitrary properties, often almost valid ones. */
  static byte[] anyProperties(Random random) {
    byte[] properties = new byte[random.nextInt(12)];
    random.nextBytes(properties);
    if (properties.length > 0 && random.nextBoolean()) {
      properties[0] = PROPERTIES[random.nextInt(PROPERTIES.length)];
    }
    if (properties.length > 2 && random.nextBoolean()) {
      properties[1] = 0;
      properties[2] = (byte) (properties.length - 3);
    }
    return properties;
  }

  /** Waits until the broker has processed everything that was sent. */
  void awaitAnswers() throws IOException {
    awaitAnswers(Await.DEADLINE);
  }

  /**
   * The same, for a broker that may ignore a connection after a malformed message.
   *
   * @throws java.net.SocketTimeoutException if it sends nothing within this time
   */
  void awaitAnswers(Duration limit) throws IOException {
    socket.setSoTimeout((int) limit.toMillis());
    socket.getOutputStream().write(PINGREQ);
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
