package io.mqttremoting.internal.client.call;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends open calls of one connection again whose replies are overdue. At most one task for this is
 * queued. Thread-safe.
 */
final class CallRepeater implements BooleanSupplier {
  private static final Logger LOG = LoggerFactory.getLogger(CallRepeater.class);

  private final OpenCalls calls;
  private final CallThreads threads;
  private final AtomicBoolean queued = new AtomicBoolean();

  /** Repeats {@code calls} in threads that may wait until messages can be sent. */
  CallRepeater(OpenCalls calls, CallThreads threads) {
    this.calls = calls;
    this.threads = threads;
  }

  /**
   * Called by a timer.
   *
   * @return whether calls are open, so the timer must call this again
   */
  @Override
  public boolean getAsBoolean() {
    if (calls.isEmpty()) {
      return false;
    }
    repeatLater();
    return true;
  }

  /** Queues a task that repeats the calls that are due. Never waits. */
  void repeatLater() {
    if (!queued.compareAndSet(false, true)) {
      return;
    }
    boolean taken = false;
    try {
      taken = threads.trySend(this::repeatDueCalls);
    } catch (RuntimeException | Error e) { // for example no more threads
      LOG.debug("Calls are not repeated this time", e);
    } finally {
      if (!taken) {
        queued.set(false);
      }
    }
  }

  private void repeatDueCalls() {
    queued.set(false); // first, so that a call that becomes due meanwhile is not missed
    long now = System.nanoTime();
    calls.forEach(call -> true, call -> call.repeatIfDue(now));
  }
}
