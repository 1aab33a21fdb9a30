package io.mqttremoting.internal.concurrent;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Measures time by both clocks, for {@link System#nanoTime()} stands still while we are asleep. */
public final class Elapsed {
  /** By how many milliseconds a difference of the clock may be too long: one tick. */
  private static final long TICK = 1;

  private Elapsed() {}

  /**
   * How long ago something was.
   *
   * @param nanoTime what {@link System#nanoTime()} was then
   * @param clockMillis what {@link System#currentTimeMillis()} was then
   */
  public static Duration since(long nanoTime, long clockMillis) {
    return Duration.ofNanos(
        Math.max(
            System.nanoTime() - nanoTime,
            TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis() - clockMillis - TICK)));
  }
}
