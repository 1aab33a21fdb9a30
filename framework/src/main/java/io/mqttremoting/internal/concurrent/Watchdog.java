package io.mqttremoting.internal.concurrent;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs user code that runs longer than a limit, with its stack trace. Thread-safe. */
public final class Watchdog {
  private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);

  private final Map<Thread, Running> running;
  private final Recheck checks;

  /** The user code that one thread runs. */
  private static final class Running {
    private final String name;
    private final long since = System.nanoTime();
    private boolean logged; // used only by the checks

    Running(String name) {
      this.name = name;
    }
  }

  /** Logs code that runs longer than {@code limit} once; a thread of {@code timers} checks. */
  public Watchdog(ScheduledExecutorService timers, Duration limit) {
    Map<Thread, Running> watched = new ConcurrentHashMap<>();
    Duration period = Duration.ofMillis(Math.max(1, limit.toMillis() / 4));
    running = watched;
    checks = new Recheck(timers, period, () -> check(watched, limit.toNanos()));
  }

  /** Runs user code; {@code name} appears in the log. */
  public void run(String name, Runnable code) {
    Thread thread = Thread.currentThread();
    Running before = running.put(thread, new Running(name));
    checks.begin();
    try {
      code.run();
    } finally {
      if (before == null) {
        running.remove(thread);
      } else {
        running.put(thread, before);
      }
    }
  }

  /** Returns whether any code is running. */
  private static boolean check(Map<Thread, Running> running, long limitNanos) {
    long now = System.nanoTime();
    running.forEach(
        (thread, code) -> {
          if (!code.logged && now - code.since > limitNanos) {
            code.logged = true;
            LOG.warn(
                "{} has been running for {} s and delays everything behind it. Its stack: {}",
                code.name,
                TimeUnit.NANOSECONDS.toSeconds(now - code.since),
                stackOf(thread));
          }
        });
    return !running.isEmpty();
  }

  private static String stackOf(Thread thread) {
    StringBuilder text = new StringBuilder();
    for (StackTraceElement element : thread.getStackTrace()) {
      text.append("\n    at ").append(element);
    }
    return text.toString();
  }
}
