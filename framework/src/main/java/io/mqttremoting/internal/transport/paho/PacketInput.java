package io.mqttremoting.internal.transport.paho;

import io.mqttremoting.internal.wire.Topics;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The input from a broker, without the messages that are too large for us: Paho would read them
 * into memory, and receives nothing more once the heap is full. Read by Paho's one receiving
 * thread.
 */
final class PacketInput extends InputStream {
  private static final Logger LOG = LoggerFactory.getLogger(PacketInput.class);
  private static final long BETWEEN_WARNINGS = TimeUnit.SECONDS.toNanos(10);

  private static final int PUBLISH = 3;
  private static final int PUBACK = 0x40;
  private static final int PUBREC = 0x50;
  private static final int MAX_LENGTH_BYTES = 4; // MQTT 3.1.1, section 2.2.3

  private final InputStream in;
  private final int maxPacketBytes;
  private final Acknowledgement acknowledgement;

  /** The part of a packet's fixed header that was not read yet. */
  private final ByteBuffer header = ByteBuffer.allocate(1 + MAX_LENGTH_BYTES).limit(0);

  /** How many bytes of the packet follow the fixed header. */
  private int left;

  private @Nullable Long warned; // by System.nanoTime()

  /** Sends a packet. */
  interface Acknowledgement {
    /** Sends these bytes. */
    void send(byte[] packet) throws IOException;
  }

  PacketInput(InputStream in, int maxPacketBytes, Acknowledgement acknowledgement) {
    this.in = in;
    this.maxPacketBytes = maxPacketBytes;
    this.acknowledgement = acknowledgement;
  }

  @Override
  public int available() throws IOException {
    return header.remaining() + (header.hasRemaining() || left > 0 ? 0 : in.available());
  }

  @Override
  public int read() throws IOException {
    if (!prepare()) {
      return -1;
    }
    if (header.hasRemaining()) {
      return header.get() & 0xFF;
    }
    int next = in.read();
    left--;
    return next;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!prepare()) {
      return -1;
    }
    if (header.hasRemaining()) {
      int count = Math.min(length, header.remaining());
      header.get(bytes, offset, count);
      return count;
    }
    int count = in.read(bytes, offset, Math.min(length, left));
    left -= Math.max(0, count);
    return count;
  }

  /**
   * Whether bytes of a packet are left to read; reads the header of the next packet if the last was
   * read completely. False at the end.
   */
  private boolean prepare() throws IOException {
    while (!header.hasRemaining() && left == 0) {
      int first = in.read();
      if (first < 0) {
        return false;
      }
      readHeader(first);
      if (first >> 4 == PUBLISH && left > maxPacketBytes) {
        skip(first >> 1 & 3);
      }
    }
    return true;
  }

  private void readHeader(int first) throws IOException {
    header.clear().put((byte) first);
    int next = 0x80;
    int length = 0;
    for (int i = 0; i < MAX_LENGTH_BYTES && next >= 0x80; i++) {
      next = required();
      header.put((byte) next);
      length |= (next & 0x7F) << (7 * i);
    }
    header.flip();
    left = length;
  }

  private int required() throws IOException {
    int next = in.read();
    if (next < 0) {
      header.limit(0); // an incomplete header is of no use
      throw new EOFException("the connection ended within a packet");
    }
    return next;
  }

  /** Skips the rest of a message, keeping only its topic, and acknowledges it. */
  private void skip(int qos) throws IOException {
    int size = left;
    header.limit(0);
    int topicLength = required() << 8 | required();
    byte[] topic = in.readNBytes(topicLength);
    int identifier = qos == 0 ? 0 : required() << 8 | required();
    in.skipNBytes(size - 2L - topicLength - (qos == 0 ? 0 : 2));
    left = 0;
    if (qos > 0) {
      int type = qos == 1 ? PUBACK : PUBREC;
      acknowledgement.send(
          new byte[] {(byte) type, 2, (byte) (identifier >> 8), (byte) identifier});
    }
    warn(size, new String(topic, StandardCharsets.UTF_8));
  }

  private void warn(int size, String topic) {
    long now = System.nanoTime();
    if (warned == null || now - warned > BETWEEN_WARNINGS) {
      warned = now;
      LOG.warn(
          "{}: a message of {} bytes is skipped because it is far beyond maxPayloadBytes; more of them"
              + " are not logged for 10 s",
          Topics.isPlain(topic) ? topic : "a topic that cannot be printed",
          size);
    }
  }
}
