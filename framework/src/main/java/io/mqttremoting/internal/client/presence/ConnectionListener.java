package io.mqttremoting.internal.client.presence;

import io.mqttremoting.internal.wire.Status;

/** Is told what the connections of services say. */
interface ConnectionListener {
  /**
   * The connection of {@code clientId} has said this; called by the MQTT library's threads.
   *
   * @param retained whether the broker kept it, so that it was perhaps said long ago
   */
  void onConnectionStatus(String clientId, Status status, boolean retained);
}
