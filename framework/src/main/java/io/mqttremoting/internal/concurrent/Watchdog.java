package io.mqttremoting.internal.concurrent;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Names in the log what user code does not return, with what it is doing. Thread-safe. */
public final class Watchdog {
  private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);

  private final long limitNanos;
  private final Map<Thread, Running> running = new ConcurrentHashMap<>();
  private final Recheck checks;

  /** What runs in one thread. */
  private static final class Running {
    private final String name;
    private final long since = System.nanoTime();
    private boolean named; // used by the checks alone

    Running(String name) {
      this.name = name;
    }
  }

  /** Names what runs longer than {@code limit}, once; checked by one of {@code timers}. */
  public Watchdog(ScheduledExecutorService timers, Duration limit) {
    limitNanos = limit.toNanos();
    Duration period = Duration.ofMillis(Math.max(1, limit.toMillis() / 4));
    checks = new Recheck(timers, period, this::check);
  }

  /** Runs user code of this name. */
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

  /** Tells whether something runs. */
  private boolean check() {
    long now = System.nanoTime();
    running.forEach(
        (thread, what) -> {
          if (!what.named && now - what.since > limitNanos) {
            what.named = true;
            LOG.warn(
                "{} has been running for {} s; what comes after it waits. It is at {}",
                what.name,
                TimeUnit.NANOSECONDS.toSeconds(now - what.since),
                at(thread));
          }
        });
    return !running.isEmpty();
  }

  private static String at(Thread thread) {
    StringBuilder text = new StringBuilder();
    for (StackTraceElement element : thread.getStackTrace()) {
      text.append("\n    at ").append(element);
    }
    return text.toString();
  }
}
