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
 * The threads of one Paho client. All clients of a program share one pool, so that a thousand
 * connections that are made again reuse the threads of the lost ones: the more threads there are,
 * the longer it takes to start and to end one. Thread-safe.
 */
final class PahoThreads extends AbstractExecutorService implements ScheduledExecutorService {
  private static final ExecutorService POOL = Threads.sharedWorkers("mqtt");

  /** Shared by all clients; its one thread passes longer tasks on to the pool. */
  private static final ScheduledExecutorService TIMER = Threads.sharedTimers("mqtt-timer");

  private final Executor pool;

  /** The threads that run a task at this moment. */
  private final Set<Thread> threads = new HashSet<>();

  /** The number of tasks that have not ended, including those that wait for a thread. */
  private int tasks;

  /** How many of these tasks connect or disconnect. */
  private int steps;

  private boolean shutdown;
  private boolean interrupted;

  /** Takes threads from the pool that all clients share. */
  PahoThreads() {
    this(POOL);
  }

  /** Takes threads from {@code pool}. */
  PahoThreads(Executor pool) {
    this.pool = pool;
  }

  /** Runs a task that ends a client, in a thread that does not belong to the client. */
  static Future<?> begin(Runnable ending) {
    return POOL.submit(ending);
  }

  /** Runs one of the tasks with which Paho connects or disconnects. */
  @Override
  public void execute(Runnable task) {
    begin(task, true);
  }

  /** Runs one of Paho's tasks that last as long as the connection. */
  @Override
  public Future<?> submit(Runnable task) {
    FutureTask<Void> future = new FutureTask<>(task, null);
    begin(future, false);
    return future;
  }

  /** Runs {@code task} in one of these threads after a delay, unless this is shut down by then. */
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
      if (!begun) { // e.g. the system has no more threads
        end(isStep);
      }
    }
  }

  private void run(Runnable task, boolean isStep) {
    Thread thread = Thread.currentThread();
    String name = thread.getName(); // Paho changes the name
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

  /** Whether Paho is connecting or disconnecting. */
  synchronized boolean isBusy() {
    return steps > 0;
  }

  @Override
  public synchronized void shutdown() {
    shutdown = true;
  }

  /** Interrupts all tasks; those that wait for a thread still run, interrupted. */
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
