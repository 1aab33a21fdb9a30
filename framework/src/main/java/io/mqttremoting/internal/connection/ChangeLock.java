package io.mqttremoting.internal.connection;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.internal.concurrent.Waiting;
import io.mqttremoting.internal.transport.TransportException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The lock that a thread holds while it changes the connection or its endpoints. It may be held
 * while waiting for a broker's answer. Reentrant, because an endpoint may add another one in {@link
 * Endpoint#onConnected}. Never taken by threads of the MQTT library.
 */
final class ChangeLock {
  private final StateMachine states;
  private @Nullable Thread holder; // null if no thread holds it
  private int holds;

  ChangeLock(StateMachine states) {
    this.states = states;
  }

  /**
   * Takes the lock; waits while another thread holds it and the connection is open. If the lock is
   * free, an interrupted thread gets it too.
   *
   * @throws TransportException if the connection is closed while this waits, or the thread is
   *     interrupted
   */
  synchronized void lock() throws TransportException {
    try {
      while (!tryTake()) {
        states.checkOpen();
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TransportException(ErrorCode.CANCELLED, "interrupted while waiting", e);
    }
  }

  /**
   * Takes the lock, waiting at most {@code patience}, and not at all if the thread is interrupted;
   * false if another thread holds it.
   */
  synchronized boolean tryLock(Duration patience) {
    try {
      return tryTake() || Waiting.until(this, this::tryTake, patience);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private boolean tryTake() {
    if (holder != null && holder != Thread.currentThread()) {
      return false;
    }
    holder = Thread.currentThread();
    holds++;
    return true;
  }

  synchronized void unlock() {
    holds--;
    if (holds == 0) {
      holder = null;
      notifyAll();
    }
  }

  /** Whether this thread holds the lock. */
  synchronized boolean isHeld() {
    return holder == Thread.currentThread();
  }

  /** Wakes the threads that wait: the connection is closed. */
  synchronized void onClosed() {
    notifyAll();
  }
}
