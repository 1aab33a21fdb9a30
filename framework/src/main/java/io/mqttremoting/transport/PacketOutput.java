package io.mqttremoting.transport;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The way to a broker for packets that come from two sides: from Paho, whose sender writes them
 * piece by piece, each ended by a flush, and whole ones beside it. Thread-safe: no packet gets into
 * another.
 */
final class PacketOutput extends FilterOutputStream {
  /** Less than any system buffers for a connection, so that writing does not block. */
  private static final int MAX_UNHEARD = 16 * 1024;

  /** Held by Paho's sender from the first byte of a packet to its flush. */
  private final ReentrantLock turn = new ReentrantLock();

  /** A packet was begun and not ended: whatever came behind it would be taken for its rest. */
  private volatile boolean broken;

  /** How much was written beside Paho since the broker was heard of. */
  private final AtomicInteger unheard = new AtomicInteger();

  PacketOutput(OutputStream out) {
    super(out);
  }

  @Override
  public void write(int b) throws IOException {
    begin();
    out.write(b);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    begin();
    out.write(bytes, offset, length);
  }

  private void begin() throws IOException {
    if (!turn.isHeldByCurrentThread()) {
      turn.lock();
    }
    if (broken) {
      throw new IOException("an earlier packet could not be written whole");
    }
  }

  @Override
  public void flush() throws IOException {
    out.flush();
    if (turn.isHeldByCurrentThread()) { // else nothing was written
      turn.unlock();
    }
  }

  /** The broker was heard of, so what is written goes through. */
  void heard() {
    unheard.set(0);
  }

  /**
   * Writes a packet at once, in this thread, unless that might have to wait.
   *
   * @return false if it is not written, and can go through Paho
   */
  boolean tryWrite(byte[] packet) {
    if (unheard.get() + packet.length > MAX_UNHEARD || !turn.tryLock()) {
      return false;
    }
    try {
      if (broken) {
        return false; // Paho's next packet ends the connection
      }
      unheard.addAndGet(packet.length);
      broken = true; // until it is whole
      out.write(packet);
      out.flush();
      broken = false;
      return true;
    } catch (IOException e) {
      return false;
    } finally {
      turn.unlock();
    }
  }
}
