package io.mqttremoting.cli.recording;

import io.mqttremoting.cli.terminal.Stop;
import java.time.Duration;
import java.time.Instant;

/** When recorded messages are due. */
public final class Timeline {
  private final Instant first;
  private final long begun = System.nanoTime();
  private final double speed;

  /**
   * Begins now.
   *
   * @param first the time of the first message in the recording
   * @param speed how many times faster than it was recorded
   */
  public Timeline(Instant first, double speed) {
    this.first = first;
    this.speed = speed;
  }

  /**
   * Waits until a message is due.
   *
   * @return false if the user has asked to end
   */
  boolean await(Instant time, Stop stop) throws InterruptedException {
    long due = begun + (long) (Duration.between(first, time).toNanos() / speed);
    return !stop.await(Duration.ofNanos(Math.max(0, due - System.nanoTime())));
  }
}
