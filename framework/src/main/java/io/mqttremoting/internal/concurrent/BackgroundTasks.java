package io.mqttremoting.internal.concurrent;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs what may be left out when the connection is closed: a task that comes after that is dropped,
 * which the log says at the level DEBUG. Thread-safe.
 */
public final class BackgroundTasks implements Executor {
  private static final Logger LOG = LoggerFactory.getLogger(BackgroundTasks.class);

  private final String name;
  private final Executor executor;

  /** Tasks that {@code executor} runs, for what is called {@code name} in the log. */
  public BackgroundTasks(String name, Executor executor) {
    this.name = name;
    this.executor = executor;
  }

  @Override
  public void execute(Runnable task) {
    try {
      executor.execute(task);
    } catch (RejectedExecutionException e) {
      LOG.debug("{}: a task is dropped, for the connection is closed", name, e);
    }
  }
}
