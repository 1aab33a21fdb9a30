package io.mqttremoting.internal.client.call;

import io.mqttremoting.internal.client.presence.Availability;
import java.time.Duration;

/** What calls need to know about the services of their interface. Thread-safe. */
public interface Presence {
  /** What is known at this moment. */
  Availability availability();

  /** Whether no service is there, as far as is known. Never waits. */
  boolean seemsDown();

  /**
   * Whether a call has to wait, as {@link #isNobodyThere} does, before it is known to whom it goes.
   * Never waits.
   */
  boolean isToBeAwaited();

  /**
   * Whether nobody is there who could take a call that was made at this moment; waits for what the
   * broker has to say.
   */
  boolean isNobodyThere(long asked);

  /** Whether no service is there that says something of itself; waits for the broker. */
  boolean isDown(long asked);

  /**
   * Whether a message may reach a service that says nothing of itself: if it does not, the broker
   * says so. Waits for the broker.
   */
  boolean mayReachOthers();

  /**
   * When so much time is over, by the clock of the service with this memory; 0 if that is not
   * known. Never waits.
   */
  long until(String memory, Duration left);

  /**
   * There was a reply; called by the MQTT library.
   *
   * @param memory to which the call was addressed; {@code null} for nobody in particular
   */
  void onAnswer(String memory);

  /** A call that was addressed to this memory had no reply in time. Must not wait. */
  void onNoReply(String memory);
}
