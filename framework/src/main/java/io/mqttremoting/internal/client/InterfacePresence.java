package io.mqttremoting.internal.client;

import io.mqttremoting.internal.client.call.Presence;
import io.mqttremoting.internal.client.presence.Availability;
import io.mqttremoting.internal.client.presence.Reachability;
import io.mqttremoting.internal.client.presence.ServicePresence;
import java.time.Duration;
import java.util.function.ToLongBiFunction;

/** What calls need to know about the services of one interface. Thread-safe. */
final class InterfacePresence implements Presence {
  private final ServicePresence services;
  private final Reachability reachability;
  private final ToLongBiFunction<String, Duration> until;

  /**
   * Combines what these know.
   *
   * @param until gives the deadlines of calls, see {@link #until}
   */
  InterfacePresence(
      ServicePresence services,
      Reachability reachability,
      ToLongBiFunction<String, Duration> until) {
    this.services = services;
    this.reachability = reachability;
    this.until = until;
  }

  @Override
  public Availability availability() {
    return services.availability();
  }

  @Override
  public boolean seemsDown() {
    return reachability.seemsDown();
  }

  @Override
  public boolean isToBeAwaited() {
    return seemsDown() || (availability().allLeft() && services.mayBeAnnounced());
  }

  @Override
  public boolean isNobodyThere(long asked) {
    services.awaitAnnouncement();
    return isDown(asked) && !mayReachOthers();
  }

  @Override
  public boolean isDown(long asked) {
    return reachability.isDown(asked);
  }

  @Override
  public boolean mayReachOthers() {
    return reachability.mayReachOthers();
  }

  @Override
  public long until(String memory, Duration left) {
    return until.applyAsLong(memory, left);
  }

  @Override
  public void onAnswer(String memory) {
    services.onAnswer(memory);
  }

  @Override
  public void onNoReply(String memory) {
    services.doubt(memory);
  }
}
