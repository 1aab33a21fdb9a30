package io.mqttremoting.internal.client;

import io.mqttremoting.internal.client.call.Caller;
import io.mqttremoting.internal.concurrent.BoundedQueue;
import io.mqttremoting.internal.concurrent.LogLimit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What one proxy has of its own: the turn in which its handlers run, one at a time, and whether it
 * is closed. Thread-safe.
 */
final class ProxyScope implements Caller {
  private final InterfaceScope shared;
  private final BoundedQueue turns;
  private final AtomicBoolean closed = new AtomicBoolean();

  ProxyScope(InterfaceScope shared, BoundedQueue turns) {
    this.shared = shared;
    this.turns = turns;
  }

  String interfaceId() {
    return shared.id();
  }

  boolean isClosed() {
    return closed.get();
  }

  /** Closes it; false if it was closed already. */
  boolean close() {
    return closed.compareAndSet(false, true);
  }

  @Override
  public void checkOpen(String member) {
    if (isClosed()) {
      throw shared.failures(member).closed();
    }
  }

  /** Refuses a handler if this client is about to be served where it is a client. */
  void checkNotServed(Object handler) {
    shared.checkNotServed(handler);
  }

  /** Where its handlers run, in the order of what they are told. */
  BoundedQueue turns() {
    return turns;
  }

  /** Logs what handlers cause. */
  LogLimit log() {
    return shared.handlerLog();
  }

  /** Calls a handler in its turn, for what has this name. */
  void whileRunning(String name, Runnable call) {
    shared.watchdog().run(name, call);
  }
}
