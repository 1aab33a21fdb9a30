package io.mqttremoting.internal.concurrent;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * Where the calls of one implementation run, and which of its services wait meanwhile: so a call to
 * one of them that is made by such a thread, and waits for the reply, can be refused. Thread-safe.
 */
public final class Turn implements Executor {
  private static final ThreadLocal<Turn> CURRENT = new ThreadLocal<>();

  private final Executor executor;
  private final boolean exclusive;
  private final Set<String> services = ConcurrentHashMap.newKeySet();

  /**
   * A turn whose tasks {@code executor} runs; {@code exclusive} if that runs one at a time, so that
   * all services of the implementation wait for the task that is running.
   */
  public Turn(Executor executor, boolean exclusive) {
    this.executor = executor;
    this.exclusive = exclusive;
  }

  /** Adds a service whose calls run in this turn, by what calls to it alone are addressed to. */
  public void add(String service) {
    if (exclusive) {
      services.add(service);
    }
  }

  /** Whether a call that is addressed to this service would wait for the calling thread. */
  public static boolean waitsForThisThread(String service) {
    Turn turn = CURRENT.get();
    return turn != null && service != null && turn.services.contains(service);
  }

  @Override
  public void execute(Runnable task) {
    executor.execute(() -> run(task));
  }

  private void run(Runnable task) {
    Turn before = CURRENT.get();
    CURRENT.set(this);
    try {
      task.run();
    } finally {
      CURRENT.set(before);
    }
  }
}
