package io.mqttremoting.transport;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to a broker for packets that come from two sides: from Paho, whose sender writes them
 * piece by piece, each ended by a flush, and whole ones beside it. Thread-safe: no packet gets into
 * another.
 *
 * <p>A broker may stop reading, and go on sending. So that writing does not block then, a whole
 * packet is written only while the system has room for everything that the broker is not known to
 * have read. That it has read what was written is learned by pings of our own.
 */
final class PacketOutput extends FilterOutputStream {
  private static final Logger LOG = LoggerFactory.getLogger(PacketOutput.class);

  /** The largest packet that is written whole. */
  static final int LARGEST = 16 * 1024;

  /** How much the system holds for a connection, at the least. */
  static final int LEAST_ROOM = 16 * 1024;

  private static final int MOST_ROOM = 2 * 1024 * 1024;
  private static final int SHARE = 2;

  /** What the system counts for a packet beside its bytes, rather more than less. */
  static final int PER_PACKET = 1024;

  private static final byte[] PING = {(byte) 0xC0, 0}; // PINGREQ, MQTT 3.1.1, section 3.12
  private static final int PING_TYPE = 0xC0;
  private static final int DISCONNECT_TYPE = 0xE0;
  private static final int TYPE = 0xF0;
  private static final long NONE = -1;

  /** Held by Paho's sender from the first byte of a packet to its flush. */
  private final ReentrantLock turn = new ReentrantLock();

  private final CountDownLatch begun;
  private final IntSupplier sendBuffer;
  private final byte[] packet = new byte[LARGEST + PING.length];

  /** A packet was begun and not ended: whatever came behind it would be taken for its rest. */
  private boolean broken;

  /** Paho has said that it disconnects, behind which nothing may come. */
  private boolean ended;

  /** How much was written, as the system counts it. */
  private long written;

  /** How much had been when our last ping, not answered yet, was. */
  private volatile long pinged = NONE;

  /** How much the broker has read for sure. */
  private volatile long read;

  /** How much may be written that it has not. */
  private volatile int room = LEAST_ROOM;

  /** How many of Paho's own pings are not answered. */
  private final AtomicInteger othersPings = new AtomicInteger();

  /**
   * Writes to {@code out}, and counts {@code begun} down when it does.
   *
   * @param sendBuffer says how much the system holds for the connection
   */
  PacketOutput(OutputStream out, CountDownLatch begun, IntSupplier sendBuffer) {
    super(out);
    this.begun = begun;
    this.sendBuffer = sendBuffer;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (!turn.isHeldByCurrentThread()) {
      turn.lock();
      begin(bytes[offset] & TYPE);
    }
    if (broken) {
      turn.unlock();
      throw new IOException("an earlier packet could not be written whole");
    }
    begun.countDown();
    written += length;
    boolean whole = false;
    try {
      out.write(bytes, offset, length);
      whole = true;
    } finally {
      if (!whole) {
        breakOff();
      }
    }
  }

  private void begin(int type) {
    written += PER_PACKET;
    if (type == PING_TYPE) {
      othersPings.incrementAndGet();
    }
    ended |= type == DISCONNECT_TYPE;
  }

  @Override
  public void flush() throws IOException {
    if (!turn.isHeldByCurrentThread()) {
      return; // nothing was written
    }
    boolean whole = false;
    try {
      if (isPingDue()) {
        pinged = written;
        out.write(PING);
      }
      out.flush();
      whole = true;
    } finally {
      if (whole) {
        turn.unlock();
      } else {
        breakOff();
      }
    }
  }

  private void breakOff() {
    broken = true;
    turn.unlock();
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

  /**
   * Writes a packet at once, in this thread, unless that might have to wait: for what is being
   * written, or for a broker that may not have read what was.
   *
   * @return false if it is not written, and can go through Paho
   */
  boolean tryWrite(byte[] header, byte[] payload) {
    int length = header.length + payload.length;
    if (length > LARGEST || !turn.tryLock()) {
      return false;
    }
    try {
      if (broken || ended || written + PER_PACKET + length - read > room) {
        return false; // in the first case, Paho's next packet ends the connection
      }
      broken = true; // until it is whole
      System.arraycopy(header, 0, packet, 0, header.length);
      System.arraycopy(payload, 0, packet, header.length, payload.length);
      written += PER_PACKET + length;
      if (isPingDue()) {
        pinged = written;
        System.arraycopy(PING, 0, packet, length, PING.length);
        length += PING.length;
      }
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

  /** Not while another is unanswered: their answers are told apart by their order. */
  private boolean isPingDue() {
    return pinged == NONE && othersPings.get() == 0 && !ended && written - read >= room / 2;
  }

  /**
   * A ping is answered. In the one thread that reads.
   *
   * @return whether it was one of ours, of which Paho does not know
   */
  boolean answered() {
    if (pinged == NONE) {
      othersPings.decrementAndGet();
      return false;
    }
    room = Math.min(Math.max(sendBuffer.getAsInt() / SHARE, LEAST_ROOM), MOST_ROOM);
    read = pinged;
    pinged = NONE;
    return true;
  }
}
