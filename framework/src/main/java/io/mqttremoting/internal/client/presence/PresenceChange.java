package io.mqttremoting.internal.client.presence;

import org.jspecify.annotations.Nullable;

/**
 * What a message has changed, for one instance and for all of them together.
 *
 * @param before the instance before; {@code null} if it was not known
 * @param after the instance now; {@code null} if it is no longer known
 * @param doubted the availability of the instance alone if it is to be pinged; {@code null}
 *     otherwise
 * @param retained whether the message was retained, so it may be old
 */
record PresenceChange(
    @Nullable ServiceInstance before,
    @Nullable ServiceInstance after,
    Availability allBefore,
    Availability allAfter,
    @Nullable Availability doubted,
    boolean retained) {

  /** The memory that open calls waited for, if its service is now gone; {@code null} otherwise. */
  @Nullable String gone() {
    String awaited = ServiceInstance.awaitedMemoryOf(before);
    return awaited == null || awaited.equals(ServiceInstance.awaitedMemoryOf(after))
        ? null
        : awaited;
  }

  /**
   * The memory of the instance if it has just come online, perhaps again; {@code null} otherwise.
   */
  @Nullable String back() {
    return back(before, after);
  }

  static @Nullable String back(@Nullable ServiceInstance before, @Nullable ServiceInstance after) {
    String memoryId = ServiceInstance.memoryOf(after);
    return memoryId == null || memoryId.equals(ServiceInstance.memoryOf(before)) ? null : memoryId;
  }

  /** The instance if it has just come online with a contract; {@code null} otherwise. */
  @Nullable ServiceInstance withContract() {
    String contract = contractOf(after);
    return contract == null || contract.equals(contractOf(before)) ? null : after;
  }

  private static @Nullable String contractOf(@Nullable ServiceInstance instance) {
    return instance == null || !instance.isOnline() ? null : instance.status().contract();
  }

  boolean hasEntered() {
    return after != null && after.isOnline() && (before == null || !before.isOnline());
  }

  /**
   * Whether a live message has just said that the instance is online, and not the same as before,
   * and its connection is not known.
   */
  boolean lacksConnection() {
    return !retained
        && after != null
        && after.status().online()
        && !after.isConnectionKnown()
        && (before == null || !before.status().equals(after.status()));
  }

  boolean hasGoneDown() {
    return allAfter.allOffline() && !allBefore.allOffline();
  }
}
