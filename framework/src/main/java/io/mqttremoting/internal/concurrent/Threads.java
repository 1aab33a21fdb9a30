package io.mqttremoting.internal.concurrent;

import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes the threads of a connection. All are daemons: they keep no program from ending. */
public final class Threads {
  private static final long IDLE_SECONDS = 10;

  private Threads() {}

  /** A pool for user code, whose threads end when they have had nothing to do for a while. */
  public static Workers workers(String name) {
    return new Workers(IDLE_SECONDS, daemons(name));
  }

  /** A thread for timers, which may not block; there is none while none is set. */
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
