package io.mqttremoting.internal.concurrent;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks that may be skipped when the connection is closed: later tasks are dropped and logged
 * at DEBUG. Thread-safe.
 */
public final class BackgroundTasks implements Executor {
  private static final Logger LOG = LoggerFactory.getLogger(BackgroundTasks.class);

  private final String name;
  private final Executor executor;

  /** Runs tasks in {@code executor}; {@code name} appears in the log. */
  public BackgroundTasks(String name, Executor executor) {
    this.name = name;
    this.executor = executor;
  }

  @Override
  public void execute(Runnable task) {
    try {
      executor.execute(task);
    } catch (RejectedExecutionException e) {
      LOG.debug("{}: a task is dropped because the connection is closed", name, e);
    }
  }
}
