package io.mqttremoting.internal.concurrent;

import java.util.concurrent.CountDownLatch;

/** Keeps the program running while something is served. Thread-safe. */
public final class KeepAlive {
  private final String name;
  private int holders;
  private CountDownLatch end = new CountDownLatch(0);

  /** Uses a non-daemon thread with this name. */
  public KeepAlive(String name) {
    this.name = name;
  }

  /** Keeps the program alive until {@link #release()} has been called as often as this method. */
  public synchronized void hold() {
    if (holders == 0) {
      CountDownLatch latch = new CountDownLatch(1);
      Thread thread = Threads.outlivingPrograms(() -> new Thread(() -> awaitEnd(latch), name));
      thread.setDaemon(false);
      thread.start(); // may fail: then nothing is held
      end = latch;
    }
    holders++;
  }

  /** Reverts one call of {@link #hold()}. */
  public synchronized void release() {
    if (--holders == 0) {
      end.countDown();
    }
  }

  private static void awaitEnd(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // ends the thread
    }
  }
}
