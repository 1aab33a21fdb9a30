package io.mqttremoting.internal.client;

import io.mqttremoting.internal.client.call.Presence;
import io.mqttremoting.internal.client.presence.Availability;
import io.mqttremoting.internal.client.presence.Reachability;
import io.mqttremoting.internal.client.presence.ServicePresence;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.ToLongBiFunction;
import org.jspecify.annotations.Nullable;

/** What calls need to know about the services of one interface. Thread-safe. */
final class InterfacePresence implements Presence {
  private final ServicePresence services;
  private final Reachability reachability;
  private final ToLongBiFunction<String, Duration> until;
  private final Function<Availability, @Nullable String> contractProblem;

  /**
   * Combines what these know.
   *
   * @param until gives the deadlines of calls, see {@link #until}
   * @param contractProblem see {@link #contractProblem}
   */
  InterfacePresence(
      ServicePresence services,
      Reachability reachability,
      ToLongBiFunction<String, Duration> until,
      Function<Availability, @Nullable String> contractProblem) {
    this.services = services;
    this.reachability = reachability;
    this.until = until;
    this.contractProblem = contractProblem;
  }

  @Override
  public Availability availability() {
    return services.availability();
  }

  @Override
  public @Nullable String contractProblem(Availability known) {
    return contractProblem.apply(known);
  }

  @Override
  public boolean seemsDown() {
    return reachability.seemsDown();
  }

  @Override
  public boolean needsCheckBeforeSending() {
    return seemsDown() || (availability().allKnownOffline() && services.mayBeAnnounced());
  }

  @Override
  public Duration untilAnswered() {
    return reachability.untilAnswered();
  }

  @Override
  public boolean isUnreachable(long asked) {
    try {
      services.awaitAnnouncement();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // continues without waiting
    }
    return isDown(asked) && !mayReachServiceWithoutStatus();
  }

  @Override
  public boolean isDown(long asked) {
    return reachability.isDown(asked);
  }

  @Override
  public boolean mayReachServiceWithoutStatus() {
    return reachability.mayReachServiceWithoutStatus();
  }

  @Override
  public long until(String memoryId, Duration left) {
    return until.applyAsLong(memoryId, left);
  }

  @Override
  public void onAnswer(@Nullable String memoryId) {
    services.onAnswer(memoryId);
  }

  @Override
  public void onNoReply(String memoryId) {
    services.doubt(memoryId);
  }
}
