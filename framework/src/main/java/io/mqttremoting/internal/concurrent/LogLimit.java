package io.mqttremoting.internal.concurrent;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Limits log lines during a flood: ten lines a minute are logged at their level, further lines at
 * DEBUG. At the end of the minute, a warning gives the number of the further lines. Thread-safe.
 */
public final class LogLimit {
  private static final Logger LOG = LoggerFactory.getLogger(LogLimit.class);
  private static final int LINES = 10;
  private static final Duration PERIOD = Duration.ofMinutes(1);

  private final String name;
  private final Duration period;
  private final Runnable onMalformed;

  /** When the current period began, by {@link System#nanoTime()}; {@code null} before a line. */
  private @Nullable Long begin;

  private int lines;
  private long suppressed;

  /** A limit for lines about {@code name}. */
  public LogLimit(String name) {
    this(name, PERIOD, () -> {});
  }

  /** A limit for lines about {@code name}, some of which are about malformed messages. */
  public LogLimit(String name, MessageCounts counts) {
    this(name, PERIOD, counts::onMalformed);
  }

  LogLimit(String name, Duration period) {
    this(name, period, () -> {});
  }

  private LogLimit(String name, Duration period, Runnable onMalformed) {
    this.name = name;
    this.period = period;
    this.onMalformed = onMalformed;
  }

  /** Logs a warning about a malformed message, in the calling thread, and counts the message. */
  public void malformed(Logger log, String format, @Nullable Object... arguments) {
    onMalformed.run();
    warn(log, format, arguments);
  }

  /** Logs a warning, in the calling thread. */
  public void warn(Logger log, String format, @Nullable Object... arguments) {
    if (tryCount()) {
      log.warn(format, arguments);
    } else {
      log.debug(format, arguments);
    }
  }

  /** Logs an error, in the calling thread. */
  public void error(Logger log, String format, @Nullable Object... arguments) {
    if (tryCount()) {
      log.error(format, arguments);
    } else {
      log.debug(format, arguments);
    }
  }

  /** Counts a line; returns whether it is logged at its own level. */
  private synchronized boolean tryCount() {
    long now = System.nanoTime();
    if (begin == null || now - begin >= period.toNanos()) {
      begin = now;
      lines = 0;
    }
    if (lines < LINES) {
      lines++;
      return true;
    }
    if (suppressed++ == 0) {
      long left = begin + period.toNanos() - now;
      CompletableFuture.delayedExecutor(left, TimeUnit.NANOSECONDS).execute(this::logCount);
    }
    return false;
  }

  private void logCount() {
    long count;
    synchronized (this) {
      count = suppressed;
      suppressed = 0;
    }
    LOG.warn(
        "{}: {} more lines within {} s are logged at level DEBUG", name, count, period.toSeconds());
  }
}
