package io.mqttremoting.internal.client.call;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the open calls of one connection again whose replies are overdue. However often that is
 * asked for, it waits for its turn once. Thread-safe.
 */
final class Repetitions implements BooleanSupplier {
  private static final Logger LOG = LoggerFactory.getLogger(Repetitions.class);

  private final OpenCalls calls;
  private final CallThreads threads;
  private final AtomicBoolean queued = new AtomicBoolean();

  /** Repeats {@code calls}, in threads that may wait for room to send. */
  Repetitions(OpenCalls calls, CallThreads threads) {
    this.calls = calls;
    this.threads = threads;
  }

  /**
   * Called by a timer.
   *
   * @return whether replies are awaited, so that this is to be called again
   */
  @Override
  public boolean getAsBoolean() {
    if (calls.isEmpty()) {
      return false;
    }
    repeatLater();
    return true;
  }

  /** Repeats before long those calls that are due. Never waits. */
  void repeatLater() {
    if (!queued.compareAndSet(false, true)) {
      return;
    }
    boolean taken = false;
    try {
      taken = threads.trySend(this::repeatDueCalls);
    } catch (RuntimeException | Error e) { // there are no more threads, say
      LOG.debug("Calls are not repeated this time", e);
    } finally {
      if (!taken) {
        queued.set(false);
      }
    }
  }

  private void repeatDueCalls() {
    queued.set(false); // first, lest a call that becomes due meanwhile is missed
    long now = System.nanoTime();
    calls.forEach(call -> true, call -> call.repeatIfDue(now));
  }
}
