package io.mqttremoting.internal.concurrent;

import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A pool for user code that counts its busy threads. User code may block, so the number of threads
 * is unlimited; the queues in front of the pool limit it.
 */
public final class Workers extends ThreadPoolExecutor {
  private final AtomicInteger busy = new AtomicInteger();

  Workers(long idleSeconds, ThreadFactory threads) {
    super(0, Integer.MAX_VALUE, idleSeconds, TimeUnit.SECONDS, new SynchronousQueue<>(), threads);
  }

  /** The number of threads that run a task or are about to. */
  public int busy() {
    return busy.get();
  }

  @Override
  public void execute(Runnable task) {
    busy.incrementAndGet(); // before a thread can run it
    try {
      super.execute(task);
    } catch (RuntimeException | Error e) {
      busy.decrementAndGet();
      throw e;
    }
  }

  @Override
  protected void afterExecute(Runnable task, Throwable failure) {
    busy.decrementAndGet();
  }
}
