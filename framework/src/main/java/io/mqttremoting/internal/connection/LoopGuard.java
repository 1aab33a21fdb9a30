package io.mqttremoting.internal.connection;

import java.util.function.Supplier;

/**
 * Refuses to serve a client of the same interface on the same broker: whatever it published would
 * come back to it, without end. Code of the implementation is run under this guard, and clients say
 * that they are used; so a client is found behind other proxies, too. Used by one thread at a time.
 */
public final class LoopGuard {
  private static final ThreadLocal<LoopGuard> CURRENT = new ThreadLocal<>();

  private final String interfaceId;
  private final BrokerConnection connection;
  private Object handler;
  private boolean found;

  /** Guards what is served as {@code interfaceId} on {@code connection}. */
  public LoopGuard(String interfaceId, BrokerConnection connection) {
    this.interfaceId = interfaceId;
    this.connection = connection;
  }

  /**
   * Runs code of the implementation in this thread.
   *
   * @param given the handler that the code is given; {@code null} if it is given none
   * @throws IllegalArgumentException if a client of the interface was asked to do what the code is
   *     asked to
   */
  public <T> T run(Object given, Supplier<T> code) {
    LoopGuard before = CURRENT.get();
    handler = given;
    CURRENT.set(this);
    try {
      T result = code.get();
      check();
      return result;
    } catch (Exception e) { // proxies may throw any
      check();
      throw e;
    } finally {
      if (before == null) {
        CURRENT.remove();
      } else {
        CURRENT.set(before);
      }
    }
  }

  private void check() {
    if (found) {
      throw new IllegalArgumentException(
          interfaceId
              + ": the implementation is a client of this interface on the same broker, to which"
              + " all that it publishes would come back; serve an implementation of your own, or a"
              + " client on another broker");
    }
  }

  /**
   * A client is used in this thread.
   *
   * @param given the handler that it is given; {@code null} if it is given none
   * @throws IllegalArgumentException if this client is given a handler and is about to be served
   */
  public static void onClientUsed(String interfaceId, BrokerConnection connection, Object given) {
    LoopGuard guard = CURRENT.get();
    if (guard != null
        && guard.handler == given
        && guard.interfaceId.equals(interfaceId)
        && guard.connection.sharesBrokerWith(connection)) {
      guard.found = true;
      if (given != null) {
        guard.check();
      }
    }
  }
}
