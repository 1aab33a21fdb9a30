package io.mqttremoting.cli.terminal;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A line below all others that says how far long work is, and for how long it has gone on. It
 * appears after half a second and is gone when this is closed. Without a terminal it never appears.
 */
public final class Progress implements AutoCloseable {
  private static final long FIRST_MILLIS = 500;
  private static final long NEXT_MILLIS = 250;

  private final CountDownLatch closed;
  private final Thread thread;

  private Progress(CountDownLatch closed, Thread thread) {
    this.closed = closed;
    this.thread = thread;
  }

  /** Shows a text that another thread asks for again and again. */
  static Progress start(Terminal terminal, Supplier<String> text) {
    CountDownLatch closed = new CountDownLatch(1);
    Thread thread = new Thread(() -> draw(terminal, text, closed), "progress");
    thread.setDaemon(true);
    if (terminal.surroundings().showsProgress()) {
      thread.start();
    }
    return new Progress(closed, thread);
  }

  private static void draw(Terminal terminal, Supplier<String> text, CountDownLatch closed) {
    long begun = System.nanoTime();
    long pause = FIRST_MILLIS;
    try {
      while (!closed.await(pause, TimeUnit.MILLISECONDS)) {
        Duration since = Duration.ofNanos(System.nanoTime() - begun);
        terminal.showProgress(text.get() + "  " + Text.roughly(since));
        pause = NEXT_MILLIS;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody does this
    }
    terminal.showProgress("");
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
