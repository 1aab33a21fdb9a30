package io.mqttremoting.internal.client.presence;

import io.mqttremoting.internal.wire.Status;
import org.jspecify.annotations.Nullable;

/**
 * One service, identified by the client identifier of its connection: its status, the status of its
 * connection, and whether it answers. Immutable.
 *
 * @param connection the last status of its connection; {@code null} if it is not known
 * @param onlineAtLoss whether it was online when our own connection was lost
 */
record ServiceInstance(
    String clientId,
    Status status,
    @Nullable Status connection,
    boolean onlineAtLoss,
    Trust trust) {

  /** A service that has just published that it is online. */
  static ServiceInstance entered(String clientId, Status status) {
    return new ServiceInstance(clientId, status, null, false, Trust.TRUSTED);
  }

  ServiceInstance withStatus(Status said) {
    return new ServiceInstance(clientId, said, connection, onlineAtLoss, trust);
  }

  ServiceInstance withConnection(@Nullable Status said) {
    return new ServiceInstance(clientId, status, said, onlineAtLoss, trust);
  }

  ServiceInstance withTrust(Trust other) {
    return other == trust
        ? this
        : new ServiceInstance(clientId, status, connection, onlineAtLoss, other);
  }

  /**
   * After a message from it or its connection. A live message shows that it is alive; a retained
   * one may be old.
   */
  ServiceInstance heard(boolean retained) {
    return retained ? this : withTrust(Trust.TRUSTED);
  }

  /** After our own connection was lost: the status of its connection is no longer known. */
  ServiceInstance afterLoss() {
    return new ServiceInstance(clientId, status, null, isAwaited(), trust);
  }

  /**
   * Whether the status of its connection is known and is not from another session than its own
   * status.
   */
  boolean isConnectionKnown() {
    return knownConnection() != null;
  }

  private @Nullable Status knownConnection() {
    return connection != null && connection.isOfSameSession(status) ? connection : null;
  }

  /** Whether its connection is offline. */
  boolean isLost() {
    Status known = knownConnection();
    return known != null && !known.online();
  }

  boolean mayBeThere() {
    return status.online() && !isLost();
  }

  boolean isOnline() {
    Status known = knownConnection();
    return status.online() && known != null && known.online();
  }

  /**
   * Whether open calls may wait for it: it is online, or it was when our own connection was lost,
   * and no status of its connection has arrived since.
   */
  boolean isAwaited() {
    return isOnline() || (onlineAtLoss && connection == null && status.online());
  }

  /** The memory of {@code instance} if that is online; {@code null} otherwise. */
  static @Nullable String memoryOf(@Nullable ServiceInstance instance) {
    return instance == null || !instance.isOnline() ? null : instance.status.memory();
  }

  /** The memory that open calls wait for; {@code null} if none do. */
  static @Nullable String awaitedMemoryOf(@Nullable ServiceInstance instance) {
    return instance == null || !instance.isAwaited() ? null : instance.status.memory();
  }
}
