package io.mqttremoting.cli.terminal;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Whether the user has asked the program to end, with Ctrl-C for example. Thread-safe. */
public final class Stop {
  private final CountDownLatch requested = new CountDownLatch(1);
  private final CountDownLatch finished = new CountDownLatch(1);

  /** Asks the command that runs to end. */
  public void request() {
    requested.countDown();
  }

  /** Whether that was asked. */
  public boolean isRequested() {
    return requested.getCount() == 0;
  }

  /**
   * Waits until the command is asked to end.
   *
   * @return false if it was not within this time
   */
  public boolean await(Duration time) throws InterruptedException {
    return requested.await(time.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Says that the command has ended, and left nothing open. */
  public void finish() {
    finished.countDown();
  }

  /** Waits until the command has ended, but not longer than this; false if it has not. */
  public boolean awaitFinished(Duration time) throws InterruptedException {
    return finished.await(time.toNanos(), TimeUnit.NANOSECONDS);
  }
}
