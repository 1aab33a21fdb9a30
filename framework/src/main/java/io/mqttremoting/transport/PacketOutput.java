package io.mqttremoting.transport;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to a broker for packets that come from two sides: from Paho, whose sender writes them
 * piece by piece, each ended by a flush, and whole ones beside it. Thread-safe: no packet gets into
 * another.
 */
final class PacketOutput extends FilterOutputStream {
  private static final Logger LOG = LoggerFactory.getLogger(PacketOutput.class);

  /** Less than any system buffers for a connection, so that writing does not block. */
  static final int MAX_UNHEARD = 16 * 1024;

  /** Held by Paho's sender from the first byte of a packet to its flush. */
  private final ReentrantLock turn = new ReentrantLock();

  private final CountDownLatch begun;
  private final byte[] packet = new byte[MAX_UNHEARD];

  /** A packet was begun and not ended: whatever came behind it would be taken for its rest. */
  private volatile boolean broken;

  /** How many bytes were written since the broker was heard of. */
  private final AtomicInteger unheard = new AtomicInteger();

  /** Writes to {@code out}, and counts {@code begun} down when it does. */
  PacketOutput(OutputStream out, CountDownLatch begun) {
    super(out);
    this.begun = begun;
  }

  @Override
  public void write(int b) throws IOException {
    begin(1);
    out.write(b);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    begin(length);
    out.write(bytes, offset, length);
  }

  private void begin(int length) throws IOException {
    if (!turn.isHeldByCurrentThread()) {
      turn.lock();
    }
    if (broken) {
      throw new IOException("an earlier packet could not be written whole");
    }
    begun.countDown();
    unheard.addAndGet(length);
  }

  @Override
  public void flush() throws IOException {
    out.flush();
    if (turn.isHeldByCurrentThread()) { // else nothing was written
      turn.unlock();
    }
  }

  /** Waits, so long at most, until no packet is being written; false if one still is. */
  boolean awaitTurn(Duration limit) {
    try {
      if (!turn.tryLock(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        return false;
      }
      turn.unlock();
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // then without waiting
      return false;
    }
  }

  /** The broker was heard of, so what is written goes through. */
  void heard() {
    unheard.set(0);
  }

  /**
   * Writes a packet at once, in this thread, unless that might have to wait: for what is being
   * written, or for a broker that has not been heard of since much was written.
   *
   * @return false if it is not written, and can go through Paho
   */
  boolean tryWrite(byte[] header, byte[] payload) {
    int length = header.length + payload.length;
    if (unheard.get() + length > MAX_UNHEARD || !turn.tryLock()) {
      return false;
    }
    try {
      if (broken) {
        return false; // Paho's next packet ends the connection
      }
      unheard.addAndGet(length);
      System.arraycopy(header, 0, packet, 0, header.length);
      System.arraycopy(payload, 0, packet, header.length, payload.length);
      broken = true; // until it is whole
      out.write(packet, 0, length);
      out.flush();
      broken = false;
      return true;
    } catch (IOException e) {
      LOG.debug("A packet could not be written", e);
      return false;
    } finally {
      turn.unlock();
    }
  }
}
