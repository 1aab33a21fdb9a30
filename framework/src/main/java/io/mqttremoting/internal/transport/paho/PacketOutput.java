package io.mqttremoting.internal.transport.paho;

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

  /** Less than any system holds for a connection. */
  static final int MAX_UNHEARD = 16 * 1024;

  /** How many bytes a connection takes in a second that is alive, if only just. */
  private static final int SLOWEST = 8 * 1024;

  private static final int DISCONNECT = 0xE0; // MQTT 3.1.1, section 3.14
  private static final int TYPE = 0xF0;

  /** Held by Paho's sender from the first byte of a packet to its flush. */
  private final ReentrantLock turn = new ReentrantLock();

  private final CountDownLatch begun;
  private final byte[] packet = new byte[MAX_UNHEARD];

  /** A packet was begun and not ended: whatever came behind it would be taken for its rest. */
  private boolean broken;

  /** Paho has said that it disconnects, behind which nothing may come. */
  private boolean ended;

  /** How many bytes of a packet Paho has written. */
  private int begunBytes;

  /** How many bytes were written since something came from the broker. */
  private final AtomicInteger unheard = new AtomicInteger();

  /** Until when what is being written should be; {@code null} if nothing is. */
  private volatile Long due; // by System.nanoTime()

  private final Duration patience;
  private final Runnable onWriting;

  /**
   * Writes to {@code out}, and counts {@code begun} down when it does.
   *
   * @param patience how long nothing may be taken by a connection that is not broken
   * @param onWriting called when something is about to be written: see that it does not get stuck
   */
  PacketOutput(OutputStream out, CountDownLatch begun, Duration patience, Runnable onWriting) {
    super(out);
    this.begun = begun;
    this.patience = patience;
    this.onWriting = onWriting;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (!turn.isHeldByCurrentThread()) {
      turn.lock();
      begunBytes = 0;
      ended |= (bytes[offset] & TYPE) == DISCONNECT;
    }
    if (broken) {
      endTurn();
      throw new IOException("an earlier packet could not be written whole");
    }
    begun.countDown();
    unheard.addAndGet(length);
    begunBytes += length;
    boolean written = false;
    try {
      await(begunBytes);
      out.write(bytes, offset, length);
      written = true;
    } finally {
      if (!written) {
        breakOff();
      }
    }
  }

  @Override
  public void flush() throws IOException {
    if (!turn.isHeldByCurrentThread()) {
      return; // nothing was written
    }
    boolean written = false;
    try {
      await(begunBytes);
      out.flush(); // a web socket writes here
      written = true;
    } finally {
      if (written) {
        endTurn();
      } else {
        breakOff();
      }
    }
  }

  private void breakOff() {
    broken = true;
    endTurn();
  }

  private void endTurn() {
    due = null;
    turn.unlock();
  }

  /** What is now written, so many bytes, should be before long. */
  private void await(int bytes) {
    due = System.nanoTime() + patience.toNanos() + TimeUnit.SECONDS.toNanos(bytes / SLOWEST);
    onWriting.run();
  }

  /** Whether something is being written at this moment. */
  boolean isWriting() {
    return due != null;
  }

  /**
   * Whether what is being written should have been long ago. Paho does not notice that if a ping
   * was not answered before, as long as something comes.
   */
  boolean isStuck() {
    Long limit = due;
    return limit != null && System.nanoTime() - limit > 0;
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

  /** Something came from the broker, which lives, so it most likely reads. */
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
    if (length > MAX_UNHEARD || !turn.tryLock()) {
      return false;
    }
    try {
      if (broken || ended || unheard.get() + length > MAX_UNHEARD) {
        return false; // in the first case, Paho's next packet ends the connection
      }
      unheard.addAndGet(length);
      System.arraycopy(header, 0, packet, 0, header.length);
      System.arraycopy(payload, 0, packet, header.length, payload.length);
      broken = true; // until it is whole
      await(length);
      out.write(packet, 0, length);
      out.flush();
      broken = false;
      return true;
    } catch (IOException e) {
      LOG.debug("A packet could not be written", e);
      return false;
    } finally {
      endTurn();
    }
  }
}
