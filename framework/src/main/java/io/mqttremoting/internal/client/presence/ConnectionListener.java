package io.mqttremoting.internal.client.presence;

import io.mqttremoting.internal.wire.Status;

/** Receives the statuses of the connections of services. */
interface ConnectionListener {
  /**
   * The connection of {@code clientId} has published this status; called by the MQTT library's
   * threads.
   *
   * @param retained whether the broker had retained it, so it may be old
   */
  void onConnectionStatus(String clientId, Status status, boolean retained);

  /**
   * A status has arrived that may be older than the one before it.
   *
   * @param retained whether it was retained; if not, it was delivered again
   */
  void onPerhapsOld(boolean retained);
}
