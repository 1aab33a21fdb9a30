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

/** In which threads the calls of one connection wait, are repeated, and end. Thread-safe. */
public final class CallThreads {
  private static final Logger LOG = LoggerFactory.getLogger(CallThreads.class);

  private final BoundedQueue asking;
  private final BoundedQueue sending;
  private final Executor callbacks;
  private final ScheduledExecutorService timers;

  /**
   * Threads for calls.
   *
   * @param asking runs what waits for answers of the broker, one after the other
   * @param sending runs what is only sent, one after the other, so that it does not wait for that:
   *     repetitions and cancellations
   * @param callbacks where futures complete, in threads for user code
   * @param timers which end calls whose time is over
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

  /** Runs what waits for answers of the broker; false if too much waits, or this is closed. */
  boolean tryAsk(Runnable task) {
    return asking.tryExecute(0, task);
  }

  /** Runs what is only sent; false if too much waits, or this is closed. */
  boolean trySend(Runnable task) {
    return sending.tryExecute(0, task);
  }

  /** Runs the completion of a future in a thread for user code. */
  void complete(Runnable completion) {
    try {
      callbacks.execute(completion);
    } catch (RejectedExecutionException e) { // the connection is closed; its futures still complete
      Thread last = new Thread(completion, "remoting-callback-after-close");
      last.setDaemon(true);
      last.start();
    }
  }

  /**
   * Runs a task, which must not wait, after this time.
   *
   * @return what stops that
   */
  Runnable after(Duration time, Runnable task) {
    try {
      ScheduledFuture<?> timer = timers.schedule(task, time.toNanos(), TimeUnit.NANOSECONDS);
      return () -> timer.cancel(false);
    } catch (RejectedExecutionException e) { // the connection was just closed, and the call with it
      LOG.debug("No timer is set, for the connection is closed", e);
      return () -> {};
    }
  }
}
