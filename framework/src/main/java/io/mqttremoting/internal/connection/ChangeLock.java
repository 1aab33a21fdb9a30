package io.mqttremoting.internal.connection;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.internal.concurrent.Waiting;
import io.mqttremoting.internal.transport.TransportException;
import java.time.Duration;

/**
 * Held while a connection or its endpoints change, which may take as long as a broker's answer.
 * Reentrant, for an endpoint that is told of a connection may add another. Never taken by the MQTT
 * library's threads.
 */
final class ChangeLock {
  private final StateMachine states;
  private Thread holder; // null if nobody holds it
  private int holds;

  ChangeLock(StateMachine states) {
    this.states = states;
  }

  /**
   * Waits for whoever else changes something, as long as the connection is open. If nobody does, an
   * interrupted thread gets it as well.
   *
   * @throws TransportException if the connection is closed meanwhile, or the thread interrupted
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

  /** Waits no longer than this, and not at all if interrupted; false if somebody else holds it. */
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

  /** The connection is closed: nobody waits any more. */
  synchronized void onClosed() {
    notifyAll();
  }
}
