package io.mqttremoting.internal.concurrent;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Runs the calls of one implementation and knows which services wait while such a call runs. This
 * allows a blocking call from an operation to its own service to be refused. Thread-safe.
 */
public final class Turn implements Executor {
  private static final ThreadLocal<Turn> CURRENT = new ThreadLocal<>();

  private final Executor executor;
  private final boolean exclusive;
  private final Set<String> services = ConcurrentHashMap.newKeySet();

  /**
   * A turn whose tasks {@code executor} runs. {@code exclusive} says that the executor runs one
   * task at a time, so all services of the implementation wait for the running task.
   */
  public Turn(Executor executor, boolean exclusive) {
    this.executor = executor;
    this.exclusive = exclusive;
  }

  /** Adds a service whose calls run in this turn, by the ID that calls to it are addressed to. */
  public void add(String service) {
    if (exclusive) {
      services.add(service);
    }
  }

  /** Whether a call to this service would wait for the calling thread. */
  public static boolean waitsForThisThread(@Nullable String service) {
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
