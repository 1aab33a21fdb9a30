package io.mqttremoting.internal.client.presence;

/**
 * Learns when services come and go. Called by the MQTT library's threads, or by the thread that
 * found that a service does not reply. Must not block.
 */
public interface PresenceListener {
  /**
   * The service with this memory is online, perhaps again.
   *
   * @param since when this became known, by {@link System#nanoTime()}; calls that were opened later
   *     may have been addressed to it
   */
  default void onOnline(String memoryId, long since) {}

  /** One more service is online. */
  default void onAnother() {}

  /**
   * A service with a contract is online, perhaps again.
   *
   * @param clientId the client identifier of its connection
   * @param fingerprint that of the contract
   * @param service the availability if this service were the only one
   */
  default void onContract(String clientId, String fingerprint, Availability service) {}

  /**
   * The service with this memory is offline, or a new run has replaced it.
   *
   * @param retained whether a retained message said so, which may be outdated
   */
  default void onOffline(String memoryId, boolean retained) {}

  /**
   * All services with a status are offline.
   *
   * @param longAgo whether a retained message said so. Then they may have been offline for long, so
   *     none of them need have received the open calls
   */
  default void onAllOffline(boolean longAgo) {}

  /** A service has just said that it is online; the status of its connection is not known. */
  default void onConnectionMissing() {}

  /**
   * A value or a status has arrived that may be older than the one before it.
   *
   * @param retained whether it was retained; if not, it was delivered again
   */
  default void onPerhapsOld(boolean retained) {}

  /** A call to this service got no reply in time, so the service is to be pinged. */
  default void onDoubt(Availability service) {}
}
