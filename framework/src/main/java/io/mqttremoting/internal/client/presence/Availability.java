package io.mqttremoting.internal.client.presence;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the services of one interface. Immutable.
 *
 * @param online whether a service is known to be online
 * @param allOffline whether no service seems to be online: there were services with a status, all
 *     of them are offline, and no service without one is known to publish; false while nothing is
 *     known
 * @param allKnownOffline the same, even if a service without a status publishes
 * @param memoryId the ID of the reply memory of the online service that calls are addressed to;
 *     {@code null} if no such service has one
 * @param mappings the names of the mappings that this service answers, or else those that any
 *     service answers; empty if no status names any
 * @param contracts the fingerprints of the contracts of these services; empty if no status has any
 */
public record Availability(
    boolean online,
    boolean allOffline,
    boolean allKnownOffline,
    @Nullable String memoryId,
    Set<String> mappings,
    Set<String> contracts) {
  /** Nothing is known yet. */
  public static final Availability UNKNOWN =
      new Availability(false, false, false, null, Set.of(), Set.of());

  /** The same, except that services without a status are online. */
  Availability withOthers() {
    return new Availability(online, false, allKnownOffline, memoryId, mappings, contracts);
  }

  /** Whether calls may use the mapping with this name; true if no status names any mapping. */
  public boolean offers(String mapping) {
    return mappings.isEmpty() || mappings.contains(mapping);
  }
}
