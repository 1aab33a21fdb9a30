package io.mqttremoting.internal.connection;

/**
 * The ways to send on a connection.
 *
 * @param sender sends on the current link
 * @param outbox sends again on the next connection what the broker has not taken
 * @param farewells publishes the offline statuses of services that are closed
 */
record Outgoing(Sender sender, Outbox outbox, Farewells farewells) {
  static Outgoing of(Sender sender) {
    return new Outgoing(sender, new Outbox(sender), new Farewells(sender));
  }
}
