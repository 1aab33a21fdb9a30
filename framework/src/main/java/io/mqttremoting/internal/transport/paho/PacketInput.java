package io.mqttremoting.internal.transport.paho;

import io.mqttremoting.internal.wire.Topics;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The input from a broker, without the messages that are too large for us: Paho would read them
 * into memory, and receives nothing more once the heap is full. Paho reads with a timeout, and
 * loses what it has read of a packet's header if it expires; so this passes on whole headers. Read
 * by Paho's one receiving thread, which may read again after a {@link
 * java.net.SocketTimeoutException}.
 */
final class PacketInput extends InputStream {
  private static final Logger LOG = LoggerFactory.getLogger(PacketInput.class);
  private static final long BETWEEN_WARNINGS = TimeUnit.SECONDS.toNanos(10);

  private static final int PUBLISH = 3;
  private static final int PUBACK = 0x40;
  private static final int PUBREC = 0x50;
  private static final int MAX_LENGTH_BYTES = 4; // MQTT 3.1.1, section 2.2.3
  private static final int BUFFER_BYTES = 8192;

  private final InputStream in;
  private final int maxPacketBytes;
  private final Acknowledgement acknowledgement;

  /** What has come of the next packet's fixed header. */
  private final ByteBuffer incomplete = ByteBuffer.allocate(1 + MAX_LENGTH_BYTES);

  /** The part of a packet's fixed header that was not read yet. */
  private final ByteBuffer header = ByteBuffer.allocate(1 + MAX_LENGTH_BYTES).limit(0);

  /** How many bytes of the packet follow the fixed header. */
  private int left;

  /** The message that is too large; {@code null} if the packet is passed on. */
  private @Nullable Skipped skipped;

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
      if (skipped == null) {
        if (!readHeader()) {
          return false;
        }
        int first = header.get(0);
        if ((first & 0xFF) >> 4 == PUBLISH && left > maxPacketBytes) {
          skipped = new Skipped(first >> 1 & 3, left);
          header.limit(0);
          left = 0;
        }
      }
      if (skipped != null) {
        skipped.read();
        skipped = null;
      }
    }
    return true;
  }

  /** Reads the rest of a header. False if the input ends before it. */
  private boolean readHeader() throws IOException {
    int next;
    do {
      next = in.read();
      if (next < 0) {
        if (incomplete.position() == 0) {
          return false;
        }
        throw ended();
      }
      incomplete.put((byte) next);
    } while (incomplete.position() == 1 || (next >= 0x80 && incomplete.hasRemaining()));
    incomplete.flip();
    header.clear().put(incomplete).flip();
    incomplete.clear();
    left = 0;
    for (int i = header.limit() - 1; i > 0; i--) {
      left = left << 7 | (header.get(i) & 0x7F);
    }
    return true;
  }

  private static EOFException ended() {
    return new EOFException("the connection ended within a packet");
  }

  /** A message of which only the topic is kept. */
  private final class Skipped {
    private final int qos;
    private final int size;

    /** The topic with its length, and the packet's identifier; at first, only the length. */
    private byte[] start = new byte[2];

    private int position;

    Skipped(int qos, int size) {
      this.qos = qos;
      this.size = size;
    }

    /** Reads the rest of the message, and acknowledges it. */
    void read() throws IOException {
      fillStart();
      if (start.length == 2) {
        int topic = (start[0] & 0xFF) << 8 | (start[1] & 0xFF);
        start = Arrays.copyOf(start, 2 + topic + (qos == 0 ? 0 : 2));
        fillStart();
      }
      byte[] buffer = new byte[BUFFER_BYTES];
      while (position < size) {
        position += next(buffer, 0, Math.min(buffer.length, size - position));
      }
      int end = start.length;
      if (qos > 0) {
        int type = qos == 1 ? PUBACK : PUBREC;
        acknowledgement.send(new byte[] {(byte) type, 2, start[end - 2], start[end - 1]});
        end -= 2;
      }
      warn(size, new String(start, 2, end - 2, StandardCharsets.UTF_8));
    }

    private void fillStart() throws IOException {
      while (position < start.length) {
        position += next(start, position, start.length - position);
      }
    }

    private int next(byte[] bytes, int offset, int length) throws IOException {
      int count = in.read(bytes, offset, length);
      if (count < 0) {
        throw ended();
      }
      return count;
    }
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
