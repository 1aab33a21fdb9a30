package io.mqttremoting.internal.service.request;

import io.mqttremoting.internal.concurrent.BackgroundTasks;
import io.mqttremoting.internal.concurrent.Bound;
import io.mqttremoting.internal.concurrent.BoundedQueue;
import io.mqttremoting.internal.concurrent.TaskQueue;
import io.mqttremoting.internal.concurrent.Watchdog;
import io.mqttremoting.internal.wire.Message;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The unanswered requests to one interface, limited in number and bytes: those that wait for the
 * implementation's turn and those that are being executed. Thread-safe.
 */
final class RequestQueue {
  private static final Logger LOG = LoggerFactory.getLogger(RequestQueue.class);

  /** The queue whose request this thread executes. */
  private static final ThreadLocal<RequestQueue> CURRENT = new ThreadLocal<>();

  private final ServiceLog log;
  private final Executor turns;
  private final Watchdog watchdog;
  private final Bound bound;
  private final BoundedQueue cancellations;
  private final ScheduledExecutorService timers;
  private final Executor ends;

  /** An empty queue; {@code log} limits its log lines. */
  RequestQueue(RequestThreads threads, ServiceLog log) {
    this.log = log;
    this.turns = threads.turns();
    this.watchdog = threads.watchdog();
    this.bound = threads.bounds().get();
    this.cancellations = threads.newQueue();
    this.timers = threads.timers();
    this.ends = new BackgroundTasks(log.id(), new TaskQueue(threads.workers(), 1));
  }

  /**
   * Queues a request for the implementation's turn; returns false if there is no room or the
   * request cannot be executed.
   */
  boolean tryEnqueue(Message request, Runnable task) {
    if (!bound.tryEnter(request.size())) {
      return false;
    }
    try {
      turns.execute(task);
      return true;
    } catch (RejectedExecutionException e) {
      leave(request);
      LOG.debug("{}: a request is rejected", log.id(), e);
      return false;
    } catch (RuntimeException | Error e) { // for example, no more threads
      leave(request);
      log.requests().error(LOG, "{}: a request cannot be executed", log.id(), e);
      return false;
    }
  }

  /** Frees the room of a request that is answered. */
  void leave(Message request) {
    bound.leave(request.size());
  }

  /**
   * Calls user code for a request. {@code name} is the name of the call in the watchdog's log
   * lines.
   */
  void whileRunning(String name, Runnable call) {
    RequestQueue before = CURRENT.get();
    CURRENT.set(this);
    try {
      watchdog.run(name, call);
    } finally {
      CURRENT.set(before);
    }
  }

  /**
   * Cancels the future of a call in another thread, outside of the implementation's turn, because
   * this runs user code, which may hang.
   */
  void cancelLater(Future<?> running) {
    Runnable cancelling =
        () -> whileRunning(log.id() + ": a cancelled call", () -> running.cancel(true));
    if (!cancellations.tryExecute(0, cancelling)) {
      log.requests()
          .warn(LOG, "{}: a call is not cancelled because too many cancellations wait", log.id());
    }
  }

  /**
   * Runs {@code end} after a timeout, in a thread that may wait for the broker.
   *
   * @return a task that stops the timer
   */
  Runnable endAfter(Duration timeout, Runnable end) {
    try {
      ScheduledFuture<?> timer =
          timers.schedule(
              () -> ends.execute(end), TimeUnit.NANOSECONDS.convert(timeout), TimeUnit.NANOSECONDS);
      return () -> timer.cancel(false);
    } catch (RejectedExecutionException e) {
      LOG.debug("{}: a call is not ended because the connection is closed", log.id(), e);
      return () -> {};
    }
  }

  /** Waits until the accepted requests are answered, at most for {@code limit}. */
  void drain(Duration limit) {
    int own = CURRENT.get() == this ? 1 : 0; // or it would wait for its own request
    if (!bound.awaitAtMost(own, limit)) {
      LOG.warn("{}: left before all requests were answered", log.id());
    }
  }
}
