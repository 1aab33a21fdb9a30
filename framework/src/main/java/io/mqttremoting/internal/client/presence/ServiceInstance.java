package io.mqttremoting.internal.client.presence;

import io.mqttremoting.internal.wire.Status;

/**
 * One service, by the connection it is on: what it says, what its connection says, and whether it
 * answers. Immutable.
 *
 * @param connection what its connection has said last; {@code null} if that is not known
 * @param thereAtLoss whether it was there when our own connection was lost
 */
record ServiceInstance(
    String clientId, Status status, Status connection, boolean thereAtLoss, Trust trust) {

  /** One that has just said that it is there. */
  static ServiceInstance entered(String clientId, Status status) {
    return new ServiceInstance(clientId, status, null, false, Trust.TRUSTED);
  }

  ServiceInstance withStatus(Status said) {
    return new ServiceInstance(clientId, said, connection, thereAtLoss, trust);
  }

  ServiceInstance withConnection(Status said) {
    return new ServiceInstance(clientId, status, said, thereAtLoss, trust);
  }

  ServiceInstance withTrust(Trust other) {
    return other == trust
        ? this
        : new ServiceInstance(clientId, status, connection, thereAtLoss, other);
  }

  /**
   * After a message of it, or of its connection. A live one shows that it is alive; one that the
   * broker kept was perhaps sent long ago.
   */
  ServiceInstance heard(boolean retained) {
    return retained ? this : withTrust(Trust.TRUSTED);
  }

  /** After our own connection was lost: nothing is known of its connection any more. */
  ServiceInstance afterLoss() {
    return new ServiceInstance(clientId, status, null, isAwaited(), trust);
  }

  /** Whether its connection has said something about the service that speaks now. */
  boolean isConnectionKnown() {
    return connection != null && connection.isOfSameSession(status);
  }

  /** Whether its connection says that it is gone. */
  boolean isLost() {
    return isConnectionKnown() && !connection.online();
  }

  boolean mayBeThere() {
    return status.online() && !isLost();
  }

  boolean isThere() {
    return status.online() && isConnectionKnown() && connection.online();
  }

  /**
   * Whether open calls may wait for it: it is there, or it was when our connection was lost, and
   * nothing has been heard of its connection since.
   */
  boolean isAwaited() {
    return isThere() || (thereAtLoss && connection == null && status.online());
  }

  /** The memory of {@code instance} if that is there; {@code null} otherwise. */
  static String memoryOf(ServiceInstance instance) {
    return instance == null || !instance.isThere() ? null : instance.status.memory();
  }

  /** The memory that open calls wait for; {@code null} if none do. */
  static String awaitedMemoryOf(ServiceInstance instance) {
    return instance == null || !instance.isAwaited() ? null : instance.status.memory();
  }
}
