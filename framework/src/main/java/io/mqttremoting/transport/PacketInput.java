package io.mqttremoting.transport;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.concurrent.CountDownLatch;

/**
 * What comes from a broker, from when something was sent, without the answers to pings that {@link
 * PacketOutput} sent by itself: Paho would end the connection. For one thread, Paho's receiver.
 */
final class PacketInput extends FilterInputStream {
  private static final int PING_ANSWER = 0xD0; // PINGRESP, MQTT 3.1.1, section 3.13
  private static final int MORE = 0x80; // the length goes on in the next byte: section 2.2.3
  private static final int BITS = 7;

  private final CountDownLatch begun;
  private final PacketOutput output;

  /** The next byte is one of a packet's length. */
  private boolean atLength;

  private int shift;

  /** How many bytes of a packet are to come, when its length is known; then another begins. */
  private int rest;

  /** The packet is an answer that Paho does not see. */
  private boolean skipping;

  /** Reads {@code in} when {@code begun} is counted down. */
  PacketInput(InputStream in, CountDownLatch begun, PacketOutput output) {
    super(in);
    this.begun = begun;
    this.output = output;
  }

  @Override
  public int available() throws IOException {
    awaitBegun();
    return super.available();
  }

  @Override
  public int read() throws IOException {
    awaitBegun();
    int next;
    do {
      next = super.read();
    } while (next >= 0 && isSkipped(next));
    return next;
  }

  private boolean isSkipped(int next) {
    if (atLength) {
      rest |= (next & ~MORE) << shift;
      shift += BITS;
      atLength = (next & MORE) != 0;
    } else if (rest > 0) {
      rest--;
    } else {
      atLength = true;
      shift = 0;
      skipping = next == PING_ANSWER && output.answered();
    }
    return skipping;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length > 0 && (atLength || rest == 0)) {
      int next = read();
      bytes[offset] = (byte) next;
      return next < 0 ? next : 1;
    }
    int count = super.read(bytes, offset, Math.min(length, rest));
    rest -= Math.max(count, 0);
    return count;
  }

  private void awaitBegun() throws InterruptedIOException {
    try {
      begun.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted before anything was sent");
    }
  }
}
