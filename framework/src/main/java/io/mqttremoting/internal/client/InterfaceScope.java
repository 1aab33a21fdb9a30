package io.mqttremoting.internal.client;

import io.mqttremoting.internal.client.call.CallFailures;
import io.mqttremoting.internal.concurrent.LogLimit;
import io.mqttremoting.internal.concurrent.MessageCounts;
import io.mqttremoting.internal.concurrent.Watchdog;
import io.mqttremoting.internal.connection.BrokerConnection;
import io.mqttremoting.internal.connection.LoopGuard;
import org.jspecify.annotations.Nullable;

/**
 * What the members of one interface and all its proxies on one connection share.
 *
 * @param id the interface
 * @param messageLog logs problems that received messages cause
 * @param handlerLog logs problems that handlers cause
 * @param watchdog watches handlers
 */
record InterfaceScope(
    String id,
    BrokerConnection connection,
    LogLimit messageLog,
    LogLimit handlerLog,
    Watchdog watchdog) {

  static InterfaceScope of(
      String id, BrokerConnection connection, Watchdog watchdog, MessageCounts counts) {
    return new InterfaceScope(
        id,
        connection,
        new LogLimit(id + ": messages to its clients", counts),
        new LogLimit(id + ": handlers of its clients"),
        watchdog);
  }

  CallFailures failures(String member) {
    return new CallFailures(id, member);
  }

  /**
   * Reports to {@link LoopGuard} that this client is used.
   *
   * @param handler the handler that is added; {@code null} if none is
   * @throws IllegalArgumentException if a handler is added and this client is about to be served on
   *     the same broker
   */
  void checkNotServed(@Nullable Object handler) {
    LoopGuard.onClientUsed(id, connection, handler);
  }
}
