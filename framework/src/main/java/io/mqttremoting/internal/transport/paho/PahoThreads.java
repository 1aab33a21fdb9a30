package io.mqttremoting.internal.transport.paho;

import io.mqttremoting.internal.concurrent.Threads;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * The threads of one Paho client. All clients of a program take theirs from one pool, so that a
 * thousand connections which come back use those that the lost ones have given back: to start and
 * to end a thread takes the longer the more there are. Thread-safe.
 */
final class PahoThreads extends AbstractExecutorService implements ScheduledExecutorService {
  private static final ExecutorService POOL = Threads.workers("mqtt");

  /** For all clients; its one thread hands over what may take long. */
  private static final ScheduledExecutorService TIMER = Threads.timers("mqtt-timer");

  private final Executor pool;

  /** Those that run a task at this moment. */
  private final Set<Thread> threads = new HashSet<>();

  /** Of tasks that were begun, also those whose thread does not run yet. */
  private int tasks;

  /** Of those, the ones by which Paho connects or disconnects. */
  private int steps;

  private boolean shutdown;
  private boolean interrupted;

  /** Threads of the pool that all clients share. */
  PahoThreads() {
    this(POOL);
  }

  /** Threads of {@code pool}. */
  PahoThreads(Executor pool) {
    this.pool = pool;
  }

  /** Runs what ends a client, in a thread that is none of its own. */
  static Future<?> begin(Runnable ending) {
    return POOL.submit(ending);
  }

  /** Runs one of the tasks by which Paho connects or disconnects. */
  @Override
  public void execute(Runnable task) {
    begin(task, true);
  }

  /** Runs one of Paho's tasks that go on as long as there is a connection. */
  @Override
  public Future<?> submit(Runnable task) {
    FutureTask<Void> future = new FutureTask<>(task, null);
    begin(future, false);
    return future;
  }

  /** Runs {@code task} in one of these threads after a delay; not if this is shut down by then. */
  @Override
  public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
    return TIMER.schedule(() -> beginInTime(task), delay, unit);
  }

  private void beginInTime(Runnable task) {
    if (!isShutdown()) {
      begin(task, false);
    }
  }

  private void begin(Runnable task, boolean isStep) {
    synchronized (this) {
      if (shutdown) {
        throw new RejectedExecutionException("the connection is closed");
      }
      tasks++;
      steps += isStep ? 1 : 0;
    }
    boolean begun = false;
    try {
      pool.execute(() -> run(task, isStep));
      begun = true;
    } finally {
      if (!begun) { // for the system has no more threads, say
        end(isStep);
      }
    }
  }

  private void run(Runnable task, boolean isStep) {
    Thread thread = Thread.currentThread();
    String name = thread.getName(); // Paho gives it another
    synchronized (this) {
      threads.add(thread);
      if (interrupted) {
        thread.interrupt();
      }
    }
    try {
      task.run();
    } finally {
      thread.setName(name);
      synchronized (this) {
        threads.remove(thread);
      }
      end(isStep);
    }
  }

  private synchronized void end(boolean isStep) {
    tasks--;
    steps -= isStep ? 1 : 0;
    notifyAll();
  }

  /** Whether Paho is about to connect or to disconnect. */
  synchronized boolean isBusy() {
    return steps > 0;
  }

  @Override
  public synchronized void shutdown() {
    shutdown = true;
  }

  /** What was begun runs nevertheless, interrupted. */
  @Override
  public synchronized List<Runnable> shutdownNow() {
    shutdown = true;
    interrupted = true;
    threads.forEach(Thread::interrupt);
    return List.of();
  }

  @Override
  public synchronized boolean isShutdown() {
    return shutdown;
  }

  @Override
  public synchronized boolean isTerminated() {
    return shutdown && tasks == 0;
  }

  @Override
  public synchronized boolean awaitTermination(long timeout, TimeUnit unit)
      throws InterruptedException {
    long end = System.nanoTime() + unit.toNanos(timeout);
    while (!isTerminated() && end - System.nanoTime() > 0) {
      TimeUnit.NANOSECONDS.timedWait(this, end - System.nanoTime());
    }
    return isTerminated();
  }

  @Override
  public <V> ScheduledFuture<V> schedule(Callable<V> task, long delay, TimeUnit unit) {
    throw new UnsupportedOperationException("Paho does not need it");
  }

  @Override
  public ScheduledFuture<?> scheduleAtFixedRate(
      Runnable task, long first, long period, TimeUnit unit) {
    throw new UnsupportedOperationException("Paho does not need it");
  }

  @Override
  public ScheduledFuture<?> scheduleWithFixedDelay(
      Runnable task, long first, long delay, TimeUnit unit) {
    throw new UnsupportedOperationException("Paho does not need it");
  }
}
