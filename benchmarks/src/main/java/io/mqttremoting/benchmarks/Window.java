package io.mqttremoting.benchmarks;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Lets so many exchanges be under way at a time, and notices those that are lost. Thread-safe. */
final class Window {
  private static final long LOST_AFTER_SECONDS = 20;

  private final int size;
  private final Semaphore room;
  private volatile Throwable failure;

  Window(int size) {
    this.size = size;
    this.room = new Semaphore(size);
  }

  int size() {
    return size;
  }

  /** An exchange begins, as soon as there is room for it. */
  void enter() throws InterruptedException {
    acquire(1);
  }

  /** Waits until all exchanges are complete. */
  void awaitEmpty() throws InterruptedException {
    acquire(size);
    room.release(size);
  }

  private void acquire(int permits) throws InterruptedException {
    boolean found = room.tryAcquire(permits, LOST_AFTER_SECONDS, TimeUnit.SECONDS);
    if (failure != null) {
      throw new IllegalStateException("an exchange failed", failure);
    }
    if (!found) {
      throw new IllegalStateException("an exchange was lost");
    }
  }

  /** An exchange is complete. */
  void leave() {
    room.release();
  }

  /** An exchange is complete, or has failed if {@code failed} isn't null. */
  void leave(Throwable failed) {
    if (failed != null) {
      failure = failed;
    }
    leave();
  }
}
