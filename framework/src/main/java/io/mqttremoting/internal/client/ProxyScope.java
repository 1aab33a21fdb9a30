package io.mqttremoting.internal.client;

import io.mqttremoting.internal.client.call.Caller;
import io.mqttremoting.internal.concurrent.BoundedQueue;
import io.mqttremoting.internal.concurrent.LogLimit;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The state of one proxy: the queue in which its handlers run one at a time, and whether it is
 * closed. Thread-safe.
 */
final class ProxyScope implements Caller {
  private final InterfaceScope shared;
  private final BoundedQueue turns;
  private final Optional<InterceptedCalls> interceptors;
  private final AtomicBoolean closed = new AtomicBoolean();

  /** {@code interceptors} is empty if there are none. */
  ProxyScope(InterfaceScope shared, BoundedQueue turns, Optional<InterceptedCalls> interceptors) {
    this.shared = shared;
    this.turns = turns;
    this.interceptors = interceptors;
  }

  String interfaceId() {
    return shared.id();
  }

  /** The interceptors of its calls; empty if there are none. */
  Optional<InterceptedCalls> interceptors() {
    return interceptors;
  }

  boolean isClosed() {
    return closed.get();
  }

  /** Closes the proxy; false if it was already closed. */
  boolean close() {
    return closed.compareAndSet(false, true);
  }

  @Override
  public void checkOpen(String member) {
    if (isClosed()) {
      throw shared.failures(member).closed();
    }
  }

  /** See {@link InterfaceScope#checkNotServed}. */
  void checkNotServed(@Nullable Object handler) {
    shared.checkNotServed(handler);
  }

  /** The queue in which its handlers run one at a time, in the order of the messages. */
  BoundedQueue turns() {
    return turns;
  }

  /** Logs problems that handlers cause. */
  LogLimit log() {
    return shared.handlerLog();
  }

  /**
   * Calls a handler; called in a task of {@link #turns}. If it runs too long, the log calls it
   * {@code name}.
   */
  void whileRunning(String name, Runnable call) {
    shared.watchdog().run(name, call);
  }
}
