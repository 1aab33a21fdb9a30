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
 * The requests to one interface that are not answered: those that wait for the implementation's
 * turn, so many at most, and those that are executed in it. Thread-safe.
 */
final class RequestQueue {
  private static final Logger LOG = LoggerFactory.getLogger(RequestQueue.class);

  /** Of which queue a thread executes a request. */
  private static final ThreadLocal<RequestQueue> CURRENT = new ThreadLocal<>();

  private final ServiceLog log;
  private final Executor turns;
  private final Watchdog watchdog;
  private final Bound bound;
  private final BoundedQueue cancellations;
  private final ScheduledExecutorService timers;
  private final Executor ends;

  /** No requests yet; floods of them are summed up by {@code log}. */
  RequestQueue(RequestThreads threads, ServiceLog log) {
    this.log = log;
    this.turns = threads.turns();
    this.watchdog = threads.watchdog();
    this.bound = threads.bounds().get();
    this.cancellations = threads.newQueue();
    this.timers = threads.timers();
    this.ends = new BackgroundTasks(log.id(), new TaskQueue(threads.workers(), 1));
  }

  /** Queues a request for the implementation's turn; refuses if too much waits. */
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
    } catch (RuntimeException | Error e) { // no more threads, say
      leave(request);
      log.requests().error(LOG, "{}: a request cannot be executed", log.id(), e);
      return false;
    }
  }

  /** The request is answered, and waits no more. */
  void leave(Message request) {
    bound.leave(request.size());
  }

  /** Calls the implementation in its turn, for a request of this name. */
  void whileRunning(String name, Runnable call) {
    RequestQueue before = CURRENT.get();
    CURRENT.set(this);
    try {
      watchdog.run(name, call);
    } finally {
      CURRENT.set(before);
    }
  }

  /** Cancels what the implementation does for a call, which may hang, beside its turn. */
  void cancelLater(Future<?> running) {
    Runnable cancelling =
        () -> whileRunning(log.id() + ": a cancelled call", () -> running.cancel(true));
    if (!cancellations.tryExecute(0, cancelling)) {
      log.requests()
          .warn(LOG, "{}: a call is not cancelled, for too many cancellations wait", log.id());
    }
  }

  /**
   * Runs the end of a call after this time, in a thread that may wait for the broker.
   *
   * @return what stops the timer
   */
  Runnable endAfter(Duration timeout, Runnable end) {
    try {
      ScheduledFuture<?> timer =
          timers.schedule(
              () -> ends.execute(end), TimeUnit.NANOSECONDS.convert(timeout), TimeUnit.NANOSECONDS);
      return () -> timer.cancel(false);
    } catch (RejectedExecutionException e) {
      LOG.debug("{}: a call is not ended, for the connection is closed", log.id(), e);
      return () -> {};
    }
  }

  /** Waits, so long at most, until the requests that were taken are answered. */
  void drain(Duration limit) {
    int own = CURRENT.get() == this ? 1 : 0; // it would wait for itself
    if (!bound.awaitAtMost(own, limit)) {
      LOG.warn("{}: left before all requests were answered", log.id());
    }
  }
}
