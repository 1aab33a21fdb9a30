package io.mqttremoting.internal.client.call;

import io.mqttremoting.internal.concurrent.BoundedQueue;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The threads in which the calls of one connection wait, are repeated and end. Thread-safe. */
public final class CallThreads {
  private static final Logger LOG = LoggerFactory.getLogger(CallThreads.class);

  private final BoundedQueue asking;
  private final BoundedQueue sending;
  private final Executor callbacks;
  private final ScheduledExecutorService timers;

  /**
   * Uses these threads for calls.
   *
   * @param asking runs one after the other the tasks that wait for answers of the broker
   * @param sending runs one after the other the tasks that only send, namely repetitions and
   *     cancellations, so that they need not wait for the tasks in {@code asking}
   * @param callbacks completes futures, in threads for user code
   * @param timers end calls whose timeout has expired
   */
  public CallThreads(
      BoundedQueue asking,
      BoundedQueue sending,
      Executor callbacks,
      ScheduledExecutorService timers) {
    this.asking = asking;
    this.sending = sending;
    this.callbacks = callbacks;
    this.timers = timers;
  }

  /** Queues a task that waits for the broker; false if the queue is full or this is closed. */
  boolean tryAsk(Runnable task) {
    return asking.tryExecute(0, task);
  }

  /** Queues a task that only sends; false if the queue is full or this is closed. */
  boolean trySend(Runnable task) {
    return sending.tryExecute(0, task);
  }

  /** Runs the completion of a future in a thread for user code. */
  public void complete(Runnable completion) {
    try {
      callbacks.execute(completion);
    } catch (RejectedExecutionException e) { // the connection is closed; its futures still complete
      Thread last = new Thread(completion, "remoting-callback-after-close");
      last.setDaemon(true);
      last.start();
    }
  }

  /**
   * Runs a task after this time. The task must not wait.
   *
   * @return cancels the timer
   */
  public Runnable after(Duration time, Runnable task) {
    try {
      ScheduledFuture<?> timer = timers.schedule(task, time.toNanos(), TimeUnit.NANOSECONDS);
      return () -> timer.cancel(false);
    } catch (RejectedExecutionException e) { // the connection was just closed, and its calls ended
      LOG.debug("No timer is set because the connection is closed", e);
      return () -> {};
    }
  }
}
