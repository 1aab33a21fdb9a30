package io.mqttremoting.transport;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class PacketInputTest {
  private static final byte[] PING = {(byte) 0xD0, 0};

  private final CountDownLatch begun = new CountDownLatch(1);
  private final PacketOutput output =
      new PacketOutput(OutputStream.nullOutputStream(), begun, () -> 0);

  private void ping() throws IOException {
    output.write(new byte[PacketOutput.LEAST_ROOM]);
    output.flush();
  }

  private PacketInput reading(byte[]... packets) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] packet : packets) {
      all.writeBytes(packet);
    }
    return new PacketInput(new ByteArrayInputStream(all.toByteArray()), begun, output);
  }

  /** As Paho reads: the header byte by byte, then the rest. */
  private static byte[] packet(InputStream in) throws IOException {
    ByteArrayOutputStream packet = new ByteArrayOutputStream();
    packet.write(in.read());
    int length = 0;
    int shift = 0;
    int next;
    do {
      next = in.read();
      packet.write(next);
      length |= (next & 0x7F) << shift;
      shift += 7;
    } while (next > 0x7F);
    packet.writeBytes(in.readNBytes(length));
    return packet.toByteArray();
  }

  @Test
  void answersToOurPingsAreNotPahos() throws IOException {
    byte[] small = {0x30, 3, 0, 1, (byte) 0xD0};
    byte[] large = new byte[303];
    large[0] = 0x32;
    large[1] = (byte) 0xAC; // 300
    large[2] = 2;
    large[3] = (byte) 0xD0;
    ping();
    PacketInput in = reading(small, PING, large, PING, small);
    assertArrayEquals(small, packet(in));
    assertArrayEquals(large, packet(in));
    assertArrayEquals(PING, packet(in), "the second one is not an answer to ours");
    assertArrayEquals(small, packet(in));
    assertEquals(-1, in.read());
  }

  @Test
  void endsWithinAnAnswer() throws IOException {
    ping();
    assertEquals(-1, reading(new byte[] {(byte) 0xD0}).read());
  }

  @Test
  void readsInAnyPieces() throws IOException {
    ping();
    byte[] packet = {0x30, 3, 0, 1, 'x'};
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    reading(PING, packet, packet).transferTo(read);
    assertArrayEquals(new byte[] {0x30, 3, 0, 1, 'x', 0x30, 3, 0, 1, 'x'}, read.toByteArray());
  }
}
