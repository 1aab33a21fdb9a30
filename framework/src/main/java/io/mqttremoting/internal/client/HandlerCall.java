package io.mqttremoting.internal.client;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls one handler of a signal or property until it is closed. Thread-safe. */
final class HandlerCall {
  private static final Logger LOG = LoggerFactory.getLogger(HandlerCall.class);

  private final ProxyScope owner;
  private final String label;
  private final Method method;
  private final Object handler;
  private volatile boolean closed;

  /** Calls {@code method} of {@code handler}; the log calls it a handler of {@code name}. */
  HandlerCall(ProxyScope owner, String name, Method method, Object handler) {
    this.owner = owner;
    this.label = name;
    this.method = method;
    this.handler = handler;
  }

  void close() {
    closed = true;
  }

  /** Called in the queue of the proxy. Calls the handler if the payload could be decoded. */
  void call(Received<Object[]> arguments) {
    if (!closed && arguments.isGood()) {
      owner.whileRunning(label + ": a handler", () -> invoke(arguments));
    }
  }

  private void invoke(Received<Object[]> arguments) {
    try {
      method.invoke(handler, arguments.value());
    } catch (InvocationTargetException e) {
      owner
          .log()
          .error(LOG, "{}: handler {} failed; the next is called", label, handler, e.getCause());
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e); // made accessible when the interface was read
    }
  }
}
