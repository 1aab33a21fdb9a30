package io.mqttremoting.internal.client;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One handler, added once. Thread-safe. */
final class Registration {
  private static final Logger LOG = LoggerFactory.getLogger(Registration.class);

  private final ClientInstance owner;
  private final String member;
  private final String label;
  private final Method method;
  private final Object handler;
  private final boolean keepsLatest;

  /** What waits beyond the bound: the latest value, for which one task is queued. */
  private final AtomicReference<Received<Object[]>> overflow = new AtomicReference<>();

  private volatile boolean closed;

  Registration(
      ClientInstance owner, String member, Method method, Object handler, boolean keepsLatest) {
    this.owner = owner;
    this.member = member;
    this.label = owner.interfaceId() + "." + member + ": a handler";
    this.method = method;
    this.handler = handler;
    this.keepsLatest = keepsLatest;
  }

  void close() {
    closed = true;
  }

  boolean closeIfOf(ClientInstance instance) {
    if (instance == owner) {
      close();
    }
    return instance == owner;
  }

  void deliver(Received<Object[]> arguments) {
    // A value behind others that overflowed may not overtake them.
    boolean overflowing = keepsLatest && overflow.get() != null;
    if (!overflowing && owner.tryEnqueue(arguments.payload().length, () -> call(arguments))) {
      return;
    }
    if (!keepsLatest) {
      owner
          .log()
          .error(
              LOG, "{}.{}: handlers are too slow; a signal is lost", owner.interfaceId(), member);
    } else if (overflow.getAndSet(arguments) == null) {
      owner
          .log()
          .error(
              LOG,
              "{}.{}: handlers are too slow; until they catch up, only the latest value is kept",
              owner.interfaceId(),
              member);
      owner.enqueue(() -> call(overflow.getAndSet(null)));
    }
  }

  private void call(Received<Object[]> arguments) {
    if (!closed && arguments.isGood()) {
      owner.whileRunning(label, () -> invoke(arguments));
    }
  }

  private void invoke(Received<Object[]> arguments) {
    try {
      method.invoke(handler, arguments.value());
    } catch (InvocationTargetException e) {
      owner
          .log()
          .error(
              LOG,
              "{}.{}: handler {} failed; the next is called",
              owner.interfaceId(),
              member,
              handler,
              e.getCause());
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e); // made accessible when the interface was read
    }
  }
}
