package io.mqttremoting.internal.concurrent;

import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Creates the threads of a connection. All are daemons, so they do not keep the program running.
 * Their context class loader is that of the thread that creates the pool, whichever thread needs
 * more of them later.
 */
public final class Threads {
  private static final long IDLE_SECONDS = 10;
  private static final ScheduledThreadPoolExecutor CHECKS = sharedTimers("mqtt-checks");

  private Threads() {}

  /**
   * A scheduler that all connections share, for short checks now and then. When a broker restarts,
   * thousands of connections would otherwise start thousands of threads for them at once. Its tasks
   * must not block, and must end by themselves after their connection is closed.
   */
  public static ScheduledExecutorService checks() {
    return CHECKS;
  }

  /**
   * A pool for user code; idle threads end after a while. User code may block, so the number of
   * threads is unlimited; the queues in front of the pool limit it.
   */
  public static Workers workers(String name) {
    return new Workers(IDLE_SECONDS, daemons(name));
  }

  /** Like {@link #workers}, for tasks of any program: the threads keep nothing of a program. */
  public static Workers sharedWorkers(String name) {
    return new Workers(IDLE_SECONDS, shared(name));
  }

  /**
   * A scheduler with one thread; its tasks must not block. It has no thread while no timer is set.
   */
  public static ScheduledThreadPoolExecutor timers(String name) {
    return timers(daemons(name));
  }

  /** Like {@link #timers}, for tasks of any program: the thread keeps nothing of a program. */
  public static ScheduledThreadPoolExecutor sharedTimers(String name) {
    return timers(shared(name));
  }

  private static ScheduledThreadPoolExecutor timers(ThreadFactory threads) {
    ScheduledThreadPoolExecutor timers = new ScheduledThreadPoolExecutor(1, threads);
    timers.setRemoveOnCancelPolicy(true);
    timers.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
    timers.allowCoreThreadTimeOut(true);
    return timers;
  }

  /**
   * Makes what may start threads that outlive the program that needs them first: they do not keep
   * its class loader. A web server or devtools may end a program long before the JVM.
   */
  @SuppressWarnings("removal") // up to Java 23, a thread keeps the protection domains of its maker
  public static <T> T outlivingPrograms(Supplier<T> making) {
    Thread current = Thread.currentThread();
    ClassLoader before = current.getContextClassLoader();
    current.setContextClassLoader(Threads.class.getClassLoader());
    try {
      return AccessController.doPrivileged((PrivilegedAction<T>) making::get);
    } finally {
      current.setContextClassLoader(before);
    }
  }

  private static ThreadFactory shared(String name) {
    ThreadFactory threads = outlivingPrograms(() -> daemons(name));
    return task -> outlivingPrograms(() -> threads.newThread(task));
  }

  private static ThreadFactory daemons(String name) {
    AtomicInteger made = new AtomicInteger();
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    return task -> {
      Thread thread = new Thread(task, name + "-" + made.incrementAndGet());
      thread.setDaemon(true);
      thread.setContextClassLoader(loader);
      return thread;
    };
  }
}
