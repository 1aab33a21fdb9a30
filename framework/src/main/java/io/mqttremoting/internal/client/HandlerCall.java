package io.mqttremoting.internal.client;

import java.lang.reflect.InvocationTargetException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls one handler of a signal or property until it is closed. Thread-safe. */
final class HandlerCall {
  private static final Logger LOG = LoggerFactory.getLogger(HandlerCall.class);

  private final ProxyScope owner;
  private final String label;
  private final Invocation invocation;
  private final Object handler;
  private volatile boolean closed;

  /** Calls user code. */
  interface Invocation {
    void invoke(Received<Object[]> arguments)
        throws InvocationTargetException, IllegalAccessException;
  }

  /** {@code invocation} calls {@code handler}; the log calls it a handler of {@code name}. */
  HandlerCall(ProxyScope owner, String name, Invocation invocation, Object handler) {
    this.owner = owner;
    this.label = name;
    this.invocation = invocation;
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
      invocation.invoke(arguments);
    } catch (InvocationTargetException e) {
      owner
          .log()
          .error(LOG, "{}: handler {} failed; the next is called", label, handler, e.getCause());
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e); // made accessible when the interface was read
    }
  }
}
