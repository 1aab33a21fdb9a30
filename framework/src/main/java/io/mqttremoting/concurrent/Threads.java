package io.mqttremoting.concurrent;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes the threads of a connection. All are daemons: they keep no program from ending. */
public final class Threads {
  private static final long IDLE_SECONDS = 10;

  private Threads() {}

  /**
   * A pool for user code. It has as many threads as objects have something to do at this moment,
   * for user code may block; what bounds it are the queues in front of it.
   */
  public static ExecutorService workers(String name) {
    return new ThreadPoolExecutor(
        0,
        Integer.MAX_VALUE,
        IDLE_SECONDS,
        TimeUnit.SECONDS,
        new SynchronousQueue<>(),
        daemons(name));
  }

  /** Threads for timers and for an MQTT library, none of which may block for long. */
  public static ScheduledThreadPoolExecutor timers(String name, int threads) {
    ScheduledThreadPoolExecutor timers = new ScheduledThreadPoolExecutor(threads, daemons(name));
    timers.setRemoveOnCancelPolicy(true);
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
