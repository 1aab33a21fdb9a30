package io.mqttremoting.concurrent;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks that may block without holding up the others: a few at a time as long as they end, and
 * twice as many each time that none has ended for a moment while others wait. Thread-safe.
 */
public final class CallbackQueue implements Executor {
  private static final Logger LOG = LoggerFactory.getLogger(CallbackQueue.class);
  private static final int MOMENT_MILLIS = 10;
  private static final int MAX_CONCURRENCY = 10_000;

  private final TaskQueue queue;
  private final int concurrency;
  private final ScheduledExecutorService timers;
  private boolean checking;
  private boolean closed;

  /**
   * A queue whose tasks {@code executor} runs, {@code concurrency} of them at a time if they end.
   */
  public CallbackQueue(Executor executor, int concurrency, ScheduledExecutorService timers) {
    this.queue = new TaskQueue(executor, concurrency);
    this.concurrency = concurrency;
    this.timers = timers;
  }

  /**
   * Adds a task.
   *
   * @throws RejectedExecutionException if the executor takes none any more
   */
  @Override
  public void execute(Runnable task) {
    queue.execute(task);
    TaskQueue.Load load = queue.load();
    if (load.waits()) {
      checkLater(load.begun());
    }
  }

  private synchronized void checkLater(long begunBefore) {
    if (checking || closed) {
      return;
    }
    try {
      timers.schedule(() -> check(begunBefore), MOMENT_MILLIS, TimeUnit.MILLISECONDS);
      checking = true;
    } catch (RejectedExecutionException e) {
      LOG.debug("Callbacks wait for each other, for the connection is closed", e);
    }
  }

  private void check(long begunBefore) {
    synchronized (this) {
      checking = false;
      if (closed) {
        return;
      }
    }
    TaskQueue.Load load = queue.load();
    if (!load.waits()) {
      queue.setConcurrency(concurrency);
      return;
    }
    if (load.begun() == begunBefore) {
      queue.setConcurrency(Math.min(2 * load.active(), MAX_CONCURRENCY));
    }
    checkLater(queue.load().begun());
  }

  /** Lets all tasks run at once that wait now; to be called before the executor is shut down. */
  public void close() {
    synchronized (this) {
      closed = true;
    }
    queue.setConcurrency(Integer.MAX_VALUE);
  }
}
