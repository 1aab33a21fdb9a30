package io.mqttremoting.internal.transport.paho;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.SocketTimeoutException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which packets are passed on to Paho. */
class PacketInputTest {
  private static final int MAX_BYTES = 100;

  private final ByteArrayOutputStream acknowledged = new ByteArrayOutputStream();

  private PacketInput input(InputStream... packets) {
    return new PacketInput(
        new SequenceInputStream(Collections.enumeration(List.of(packets))),
        MAX_BYTES,
        acknowledged::writeBytes);
  }

  private static InputStream packet(int first, String body) {
    return packet(first, new ByteArrayInputStream(body.getBytes(UTF_8)), body.length());
  }

  private static InputStream packet(int first, InputStream body, int length) {
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    header.write(first);
    for (int rest = length; ; rest >>= 7) {
      header.write(rest < 0x80 ? rest : (rest & 0x7F) | 0x80);
      if (rest < 0x80) {
        return new SequenceInputStream(new ByteArrayInputStream(header.toByteArray()), body);
      }
    }
  }

  /** A message to topic t with a payload of this length, which is never in memory as a whole. */
  private static InputStream message(int qos, int payload) {
    String start = "\0\1t" + (qos == 0 ? "" : "\1\2");
    InputStream zeros =
        new InputStream() {
          private int left = payload;

          @Override
          public int read() {
            return left-- > 0 ? 0 : -1;
          }

          @Override
          public int read(byte[] bytes, int offset, int length) {
            int count = Math.min(length, left);
            left -= count;
            return count == 0 && length > 0 ? -1 : count;
          }
        };
    return packet(
        0x30 | qos << 1,
        new SequenceInputStream(new ByteArrayInputStream(start.getBytes(UTF_8)), zeros),
        start.length() + payload);
  }

  @Test
  void otherPacketsPass() throws IOException {
    byte[] all = message(1, 95).readAllBytes();
    assertEquals(102, all.length);
    assertArrayEquals(all, input(message(1, 95)).readAllBytes());
    byte[] large = packet(0x90, "x".repeat(1_000)).readAllBytes();
    assertArrayEquals(large, input(packet(0x90, "x".repeat(1_000))).readAllBytes());
    PacketInput byteByByte = input(message(1, 95));
    for (byte b : all) {
      assertEquals(b, (byte) byteByByte.read());
    }
    assertEquals(-1, byteByByte.read());
  }

  @Test
  void messagesThatAreTooLargeAreSkippedAndAcknowledged() throws IOException {
    for (int qos = 0; qos <= 2; qos++) {
      assertArrayEquals(
          new byte[] {(byte) 0xD0, 0},
          input(message(qos, 98), packet(0xD0, ""), message(qos, 20_000_000)).readAllBytes());
    }
    assertEquals(
        "40020102400201025002010250020102", HexFormat.of().formatHex(acknowledged.toByteArray()));
  }

  /** Paho reads with a timeout of a second, and loses what it has read of a packet's header. */
  @Test
  void aBrokerMayPauseAnywhere() throws IOException {
    byte[] small = message(1, 20).readAllBytes();
    byte[] large = message(2, 300).readAllBytes();
    byte[] all = new SequenceInputStream(message(2, 300), message(1, 20)).readAllBytes();
    assertEquals(small.length + large.length, all.length);
    for (int pause = 0; pause <= all.length; pause++) {
      acknowledged.reset();
      PacketInput input = input(new Pausing(all, pause));
      ByteArrayOutputStream read = new ByteArrayOutputStream();
      byte[] buffer = new byte[8];
      int pauses = 0;
      for (int count = 0; count >= 0; ) {
        try {
          count = input.read(buffer, 0, buffer.length);
          read.write(buffer, 0, Math.max(count, 0));
        } catch (SocketTimeoutException e) {
          pauses++;
        }
      }
      assertEquals(1, pauses);
      assertArrayEquals(small, read.toByteArray(), "with a pause after byte " + pause);
      assertEquals("50020102", HexFormat.of().formatHex(acknowledged.toByteArray()));
    }
  }

  /** Paho gets nothing of a header before all of it has arrived. */
  @Test
  void aHeaderIsPassedOnAsAWhole() throws IOException {
    byte[] packet = packet(0x90, "x".repeat(200)).readAllBytes();
    PacketInput input = input(new Pausing(packet, 2));
    assertThrows(SocketTimeoutException.class, input::read);
    assertArrayEquals(packet, input.readAllBytes());
  }

  @Test
  void aConnectionMayEndAnywhere() {
    byte[] start = {0x30, (byte) 0xFF, 0x7F, 0, 1};
    for (int length = 1; length <= start.length; length++) {
      InputStream cut = new ByteArrayInputStream(start, 0, length);
      assertThrows(EOFException.class, () -> input(cut).readAllBytes());
    }
  }

  /** Bytes of which one comes so late that the reader's timeout expires once. */
  private static final class Pausing extends InputStream {
    private final byte[] bytes;
    private final int pause;
    private int position;
    private boolean paused;

    Pausing(byte[] bytes, int pause) {
      this.bytes = bytes;
      this.pause = pause;
    }

    @Override
    public int read() throws IOException {
      if (position == pause && !paused) {
        paused = true;
        throw new SocketTimeoutException("Read timed out");
      }
      return position == bytes.length ? -1 : bytes[position++] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int first = read();
      if (first < 0) {
        return -1;
      }
      target[offset] = (byte) first;
      int end = paused ? bytes.length : pause;
      int count = Math.min(length - 1, end - position);
      System.arraycopy(bytes, position, target, offset + 1, count);
      position += count;
      return 1 + count;
    }
  }
}
