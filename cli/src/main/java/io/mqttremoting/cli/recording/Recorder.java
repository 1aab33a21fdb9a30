package io.mqttremoting.cli.recording;

import io.mqttremoting.cli.broker.RawConnection;
import io.mqttremoting.internal.wire.Message;
import java.io.BufferedWriter;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/** Writes the messages of an interface to a file, as they come. */
public final class Recorder {
  private static final int WAITING = 20_000;
  private static final long CHECK_MILLIS = 100;

  private final String id;
  private final Clock clock;
  private final boolean masked;
  private final BlockingQueue<Entry> waiting = new ArrayBlockingQueue<>(WAITING);
  private final AtomicLong dropped = new AtomicLong();
  private final AtomicLong written = new AtomicLong();

  /**
   * Records an interface.
   *
   * @param id the start of its topics
   * @param masked whether metadata is hidden
   */
  public Recorder(String id, Clock clock, boolean masked) {
    this.id = id;
    this.clock = clock;
    this.masked = masked;
  }

  /** How many messages came too fast to be written. */
  public long dropped() {
    return dropped.get();
  }

  /** How many messages were written so far. */
  public long written() {
    return written.get();
  }

  /** Records until it has {@code most} messages, or {@code ended}. */
  public void run(
      RawConnection connection,
      BufferedWriter writer,
      String address,
      long most,
      BooleanSupplier ended)
      throws IOException, InterruptedException {
    writer.write(Recording.header(address).toString());
    writer.newLine();
    connection.onMessage(this::add);
    connection.subscribe(List.of(id + "/#"), 1);
    while (written.get() < most && !ended.getAsBoolean() && !connection.lost().isDone()) {
      Entry next = waiting.poll(CHECK_MILLIS, TimeUnit.MILLISECONDS);
      if (next == null) {
        writer.flush();
      } else {
        writer.write(next.line(masked).toString());
        writer.newLine();
        written.incrementAndGet();
      }
    }
    writer.flush();
  }

  private void add(Message message) {
    if (message.topic().startsWith(id + "/")) {
      Message relative =
          new Message(
              message.topic().substring(id.length() + 1),
              message.payload(),
              message.qos(),
              message.retained(),
              message.properties());
      if (!waiting.offer(new Entry(clock.instant(), relative))) {
        dropped.incrementAndGet();
      }
    }
  }
}
