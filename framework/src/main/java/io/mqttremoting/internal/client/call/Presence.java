package io.mqttremoting.internal.client.call;

import io.mqttremoting.internal.client.presence.Availability;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What calls need to know about the services of their interface. Thread-safe. */
public interface Presence {
  /** What is currently known. */
  Availability availability();

  /**
   * Why a call must not be sent to these services: their contract is another; {@code null} if it
   * may be sent. Never waits.
   */
  @Nullable String contractProblem(Availability known);

  /** Whether no service is online, as far as is known. Never waits. */
  boolean seemsDown();

  /** Whether a call has to ask {@link #isUnreachable} before it is sent. Never waits. */
  boolean needsCheckBeforeSending();

  /**
   * How long a call should still wait before it asks {@link #isUnreachable}: a service that seems
   * to be offline may announce itself until then. May wait for the broker.
   */
  Duration untilAnswered();

  /**
   * Whether no service could take a call; waits until all retained statuses have arrived that the
   * broker held at the time {@code asked} (by {@link System#nanoTime()}).
   */
  boolean isUnreachable(long asked);

  /**
   * Whether all services with a status are offline, and no service without one publishes. Waits for
   * the broker, as {@link #isUnreachable} does.
   */
  boolean isDown(long asked);

  /**
   * Whether a message may be sent to a service that publishes no status. True only if the broker
   * reports when a topic has no subscribers, so that the sender learns at once whether one exists.
   * Waits for the broker.
   */
  boolean mayReachServiceWithoutStatus();

  /**
   * The deadline of a call that has {@code left} to go, in milliseconds by the clock of the service
   * with this memory; 0 if that clock is not known. Never waits.
   */
  long until(String memoryId, Duration left);

  /**
   * A reply has arrived; called by the MQTT library's threads.
   *
   * @param memoryId the memory that the call was addressed to; {@code null} if it was not addressed
   */
  void onAnswer(@Nullable String memoryId);

  /** A call addressed to this memory got no reply in time. Must not wait. */
  void onNoReply(String memoryId);
}
