package io.mqttremoting.internal.concurrent;

import java.util.concurrent.CountDownLatch;

/** Keeps the program from ending while something is served, as every server does. Thread-safe. */
public final class KeepAlive {
  private final String name;
  private int holders;
  private CountDownLatch end;

  /** Keeps alive with a thread of this name. */
  public KeepAlive(String name) {
    this.name = name;
  }

  /** Keeps the program alive until {@link #release()} was called as often as this. */
  public synchronized void hold() {
    if (holders++ == 0) {
      CountDownLatch latch = new CountDownLatch(1);
      end = latch;
      Thread thread = new Thread(() -> awaitEnd(latch), name);
      thread.setDaemon(false);
      thread.start();
    }
  }

  /** Ends what one {@link #hold()} began. */
  public synchronized void release() {
    if (--holders == 0) {
      end.countDown();
    }
  }

  private static void awaitEnd(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // asked to end
    }
  }
}
