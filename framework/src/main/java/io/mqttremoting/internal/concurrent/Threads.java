package io.mqttremoting.internal.concurrent;

import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Creates the threads of a connection. All are daemons, so they do not keep the program running.
 */
public final class Threads {
  private static final long IDLE_SECONDS = 10;

  private Threads() {}

  /**
   * A pool for user code; idle threads end after a while. User code may block, so the number of
   * threads is unlimited; the queues in front of the pool limit it.
   */
  public static Workers workers(String name) {
    return new Workers(IDLE_SECONDS, daemons(name));
  }

  /**
   * A scheduler with one thread; its tasks must not block. It has no thread while no timer is set.
   */
  public static ScheduledThreadPoolExecutor timers(String name) {
    ScheduledThreadPoolExecutor timers = new ScheduledThreadPoolExecutor(1, daemons(name));
    timers.setRemoveOnCancelPolicy(true);
    timers.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
    timers.allowCoreThreadTimeOut(true);
    return timers;
  }

  private static ThreadFactory daemons(String name) {
    AtomicInteger made = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, name + "-" + made.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }
}
