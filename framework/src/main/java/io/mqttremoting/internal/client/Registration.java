package io.mqttremoting.internal.client;

import io.mqttremoting.internal.concurrent.LatestKept;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One handler, added once. Thread-safe. */
final class Registration {
  private static final Logger LOG = LoggerFactory.getLogger(Registration.class);

  private final ProxyScope owner;
  private final String name;
  private final HandlerCall call;

  /**
   * For values, of which the latest must not be lost; {@code null} for signals, which may be
   * dropped.
   */
  private final @Nullable LatestKept<Received<Object[]>> values;

  Registration(
      ProxyScope owner,
      String member,
      HandlerCall.Invocation invocation,
      Object handler,
      boolean keepsLatest) {
    HandlerCall handlerCall =
        new HandlerCall(owner, owner.interfaceId() + "." + member, invocation, handler);
    this.owner = owner;
    this.name = owner.interfaceId() + "." + member;
    this.call = handlerCall;
    this.values = keepsLatest ? new LatestKept<>(owner.turns(), handlerCall::call) : null;
  }

  void close() {
    call.close();
  }

  boolean closeIfOf(ProxyScope proxy) {
    if (proxy == owner) {
      close();
    }
    return proxy == owner;
  }

  /**
   * Queues a call of the handler in the queue of its proxy. If that is full, a signal is dropped,
   * and of values the latest is kept.
   */
  void deliver(Received<Object[]> arguments) {
    int size = arguments.size();
    if (values == null) {
      if (!owner.turns().tryExecute(size, () -> call.call(arguments))) {
        owner.log().error(LOG, "{}: handlers are too slow; a signal is lost", name);
      }
    } else if (!values.offer(size, arguments)) {
      owner
          .log()
          .error(
              LOG,
              "{}: handlers are too slow; until they catch up, only the latest value is kept",
              name);
    }
  }
}
