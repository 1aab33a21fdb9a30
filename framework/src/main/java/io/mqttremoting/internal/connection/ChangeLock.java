package io.mqttremoting.internal.connection;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.internal.concurrent.Waiting;
import io.mqttremoting.internal.transport.TransportException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The lock that a thread holds while it changes the connection or its endpoints. It may be held
 * while waiting for a broker's answer. Until a broker has accepted a connection, the thread that
 * connects lets others have it: they may add and remove endpoints, but not connect. Reentrant,
 * because an endpoint may add another one in {@link Endpoint#onConnected}. Never taken by threads
 * of the MQTT library.
 */
final class ChangeLock {
  private final StateMachine states;
  private @Nullable Thread holder; // null if no thread holds it
  private int holds;
  private @Nullable Thread connecting; // while others may have the lock

  /** Connects to a broker. */
  interface Attempt {
    Link connect() throws TransportException;
  }

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
    lockWhen(() -> true);
  }

  /** Takes the lock like {@link #lock()}; also waits while another thread connects. */
  synchronized void lockToConnect() throws TransportException {
    lockWhen(this::isIdle);
  }

  private boolean isIdle() {
    return connecting == null || connecting == Thread.currentThread();
  }

  private void lockWhen(BooleanSupplier allowed) throws TransportException {
    try {
      while (!allowed.getAsBoolean() || !tryTake()) {
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
    return tryLockWhen(() -> true, patience);
  }

  /** Takes the lock like {@link #tryLock}, waiting also while another thread connects. */
  synchronized boolean tryLockToConnect(Duration patience) {
    return tryLockWhen(this::isIdle, patience);
  }

  private boolean tryLockWhen(BooleanSupplier allowed, Duration patience) {
    try {
      BooleanSupplier taking = () -> allowed.getAsBoolean() && tryTake();
      return taking.getAsBoolean() || Waiting.until(this, taking, patience);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * Makes an attempt to connect, in this thread, which holds the lock to connect. Meanwhile others
   * may have it, unless this thread has taken it twice.
   */
  Link lendDuring(Attempt attempt) throws TransportException {
    boolean lent = lend();
    try {
      return attempt.connect();
    } finally {
      if (lent) {
        takeBack();
      }
    }
  }

  private synchronized boolean lend() {
    if (holds > 1) {
      return false;
    }
    connecting = Thread.currentThread();
    unlock();
    return true;
  }

  /** Waits even if the thread is interrupted: nobody who has the lock now waits for a broker. */
  private synchronized void takeBack() {
    boolean interrupted = false;
    while (!tryTake()) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    connecting = null;
    if (interrupted) {
      Thread.currentThread().interrupt();
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
