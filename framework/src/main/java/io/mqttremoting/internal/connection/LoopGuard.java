package io.mqttremoting.internal.connection;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Refuses to serve a client of the same interface on the same broker: everything that it publishes
 * would come back to it, in an endless loop. The implementation's code runs under this guard, and
 * clients report in {@link #onClientUsed} that they are used; so a client is also found behind
 * other proxies. Used by one thread at a time.
 */
public final class LoopGuard {
  private static final ThreadLocal<LoopGuard> CURRENT = new ThreadLocal<>();

  private final String interfaceId;
  private final BrokerConnection connection;
  private @Nullable Object handler;
  private boolean found;

  /** Guards the service {@code interfaceId} on {@code connection}. */
  public LoopGuard(String interfaceId, BrokerConnection connection) {
    this.interfaceId = interfaceId;
    this.connection = connection;
  }

  /**
   * Runs code of the implementation in this thread.
   *
   * @param given the handler that is passed to the code; {@code null} if none is
   * @throws IllegalArgumentException if the code passed the call on to a client of the interface
   */
  public <T> T run(@Nullable Object given, Supplier<T> code) {
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
   * Reports that a client is used in this thread.
   *
   * @param given the handler that is passed to the client; {@code null} if none is
   * @throws IllegalArgumentException if a handler is passed to a client that is about to be served
   */
  public static void onClientUsed(
      String interfaceId, BrokerConnection connection, @Nullable Object given) {
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
