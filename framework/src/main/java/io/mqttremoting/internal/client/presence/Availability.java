package io.mqttremoting.internal.client.presence;

import java.util.Set;

/**
 * What is known of the services of one interface. Immutable.
 *
 * @param there whether a service is known to be there
 * @param down whether, as far as is known, no service is there: all have left, and nobody else
 *     publishes
 * @param allLeft whether all services that were ever known are known to be gone
 * @param memory the memory of a service that is there, to which calls are addressed; {@code null}
 *     if no service says that it has one
 * @param mappings the names of the mappings that this service answers, else those that any service
 *     answers; empty if no service says
 */
public record Availability(
    boolean there, boolean down, boolean allLeft, String memory, Set<String> mappings) {
  /** Nothing is known yet. */
  public static final Availability UNKNOWN = new Availability(false, false, false, null, Set.of());

  /** The same, but that there are services that say nothing of themselves. */
  Availability withOthers() {
    return new Availability(there, false, allLeft, memory, mappings);
  }

  /** Whether calls may go in the mapping of this name: also while no service says. */
  public boolean offers(String mapping) {
    return mappings.isEmpty() || mappings.contains(mapping);
  }
}
