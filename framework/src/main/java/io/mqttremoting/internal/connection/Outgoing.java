package io.mqttremoting.internal.connection;

/**
 * The ways to send on a connection.
 *
 * @param sender sends on the present connection
 * @param outbox sends what outlives a connection
 * @param farewells says that services have left
 */
record Outgoing(Sender sender, Outbox outbox, Farewells farewells) {
  static Outgoing of(Sender sender) {
    return new Outgoing(sender, new Outbox(sender), new Farewells(sender));
  }
}
