package io.mqttremoting.internal.client.presence;

/**
 * Is told of services that come and go, by the MQTT library's threads, or by whoever found that a
 * service does not reply. Must not hold them up.
 */
public interface PresenceListener {
  /** The service with this memory is there, perhaps again. */
  default void onThere(String memory) {}

  /** One more service is there. */
  default void onEntered() {}

  /** The service with this memory is gone. */
  default void onGone(String memory) {}

  /**
   * All services that were ever known are gone.
   *
   * @param longAgo whether they were gone when the broker was asked, so that none of them has a
   *     call
   */
  default void onDown(boolean longAgo) {}

  /** This service has left a call without a reply, and is to be asked whether it is alive. */
  default void onDoubt(Availability service) {}
}
