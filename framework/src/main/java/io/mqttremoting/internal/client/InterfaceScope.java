package io.mqttremoting.internal.client;

import io.mqttremoting.internal.client.call.CallFailures;
import io.mqttremoting.internal.concurrent.LogLimit;
import io.mqttremoting.internal.concurrent.Watchdog;
import io.mqttremoting.internal.connection.BrokerConnection;
import io.mqttremoting.internal.connection.LoopGuard;

/**
 * What the members of one interface, and all its proxies on one connection, share.
 *
 * @param id the interface
 * @param messageLog logs what others cause by their messages
 * @param handlerLog logs what handlers cause
 * @param watchdog looks after handlers
 */
record InterfaceScope(
    String id,
    BrokerConnection connection,
    LogLimit messageLog,
    LogLimit handlerLog,
    Watchdog watchdog) {

  static InterfaceScope of(String id, BrokerConnection connection, Watchdog watchdog) {
    return new InterfaceScope(
        id,
        connection,
        new LogLimit(id + ": messages to its clients"),
        new LogLimit(id + ": handlers of its clients"),
        watchdog);
  }

  CallFailures failures(String member) {
    return new CallFailures(id, member);
  }

  /** Refuses a handler if this client is about to be served where it is a client. */
  void checkNotServed(Object handler) {
    LoopGuard.onClientUsed(id, connection, handler);
  }
}
