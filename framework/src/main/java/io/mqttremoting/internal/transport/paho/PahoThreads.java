package io.mqttremoting.internal.transport.paho;

import io.mqttremoting.internal.concurrent.Threads;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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

  /** How long after a task has begun its starter is woken, which polls for that. */
  private static final List<Long> WAKE_AFTER_MILLIS = List.of(1L, 5L);

  private final Executor pool;

  /** The threads that run a task at this moment. */
  private final Set<Thread> threads = new HashSet<>();

  /** The threads that connect or disconnect, with the number of tasks that they submitted. */
  private final Map<Thread, Integer> starters = new HashMap<>();

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
    begin(() -> runStep(task), true);
  }

  private void runStep(Runnable task) {
    Thread thread = Thread.currentThread();
    synchronized (this) {
      starters.put(thread, 0);
    }
    try {
      task.run();
    } finally {
      synchronized (this) {
        starters.remove(thread);
        if (!interrupted) {
          Thread.interrupted(); // if it was woken when it had just gone on
        }
      }
    }
  }

  /**
   * Runs one of Paho's tasks that last as long as the connection. Paho's connecting thread, which
   * submits it, then sleeps for 100 ms at a time until the task runs. So that a connection does not
   * take 300 ms more, that thread is woken when the task runs; Paho ignores that it is interrupted.
   */
  @Override
  public Future<?> submit(Runnable task) {
    Thread starter = Thread.currentThread();
    int number = submits(starter);
    FutureTask<Void> future =
        new FutureTask<>(
            () -> {
              wakeLater(starter, number);
              task.run();
            },
            null);
    begin(future, false);
    return future;
  }

  /** The number of tasks that {@code starter} has submitted; 0 if it is none of these threads. */
  private synchronized int submits(Thread starter) {
    Integer number = starters.computeIfPresent(starter, (thread, before) -> before + 1);
    return number == null ? 0 : number;
  }

  private void wakeLater(Thread starter, int number) {
    if (number > 0) {
      for (long millis : WAKE_AFTER_MILLIS) {
        TIMER.schedule(() -> wake(starter, number), millis, TimeUnit.MILLISECONDS);
      }
    }
  }

  /** Wakes a thread if it still sleeps after it has submitted its task of that number. */
  private synchronized void wake(Thread starter, int number) {
    if (Integer.valueOf(number).equals(starters.get(starter))
        && starter.getState() == Thread.State.TIMED_WAITING) {
      starter.interrupt();
    }
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
