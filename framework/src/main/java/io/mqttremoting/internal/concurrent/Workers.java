package io.mqttremoting.internal.concurrent;

import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A pool for user code. It has as many threads as objects have something to do at this moment, for
 * user code may block; what bounds it are the queues in front of it.
 */
public final class Workers extends ThreadPoolExecutor {
  private final AtomicInteger busy = new AtomicInteger();

  Workers(long idleSeconds, ThreadFactory threads) {
    super(0, Integer.MAX_VALUE, idleSeconds, TimeUnit.SECONDS, new SynchronousQueue<>(), threads);
  }

  /** How many threads run a task, or are about to. */
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
