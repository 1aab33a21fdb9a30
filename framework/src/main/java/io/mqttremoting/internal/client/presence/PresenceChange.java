package io.mqttremoting.internal.client.presence;

/**
 * What a message has changed: about one instance, and about all of them.
 *
 * @param before the instance before; {@code null} if it was not known
 * @param after the instance now; {@code null} if it is not known any more
 * @param doubted what is known of the instance if it is to be asked whether it is alive; else
 *     {@code null}
 * @param retained whether the broker had kept the message, so that it was perhaps sent long ago
 */
record PresenceChange(
    ServiceInstance before,
    ServiceInstance after,
    Availability allBefore,
    Availability allAfter,
    Availability doubted,
    boolean retained) {

  /** The memory that open calls waited for, and wait for in vain now; {@code null} if none did. */
  String gone() {
    String awaited = ServiceInstance.awaitedMemoryOf(before);
    return awaited == null || awaited.equals(ServiceInstance.awaitedMemoryOf(after))
        ? null
        : awaited;
  }

  /** The memory of the instance if it has come, perhaps again; {@code null} otherwise. */
  String back() {
    return back(before, after);
  }

  static String back(ServiceInstance before, ServiceInstance after) {
    String memory = ServiceInstance.memoryOf(after);
    return memory == null || memory.equals(ServiceInstance.memoryOf(before)) ? null : memory;
  }

  boolean hasEntered() {
    return after != null && after.isThere() && (before == null || !before.isThere());
  }

  boolean hasGoneDown() {
    return allAfter.down() && !allBefore.down();
  }
}
