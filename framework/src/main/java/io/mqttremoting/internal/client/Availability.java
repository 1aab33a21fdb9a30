package io.mqttremoting.internal.client;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * What is known of the services of one interface. Immutable.
 *
 * @param there whether one is known to be there
 * @param down whether nobody is there, as far as is known: all have left, and nobody else speaks
 * @param allLeft whether all that were ever known are known not to be there
 * @param memory the memory of one that is there, to which calls are addressed; {@code null} if none
 *     says that it has one
 * @param mappings the names of the mappings that it answers, else those that any of them answers;
 *     empty if nobody says
 */
record Availability(
    boolean there, boolean down, boolean allLeft, String memory, Set<String> mappings) {
  static final Availability UNKNOWN = new Availability(false, false, false, null, Set.of());

  /**
   * What these instances come to. The status of one whose connection broke remains, so those count
   * first whose connection is known to be there. That, too, remains of one that went down together
   * with its broker; so calls go to the one that said last that it is there.
   *
   * @param preferred the memory to keep to, if it is still there; may be {@code null}
   */
  static Availability of(
      Collection<ServicePresence.Instance> instances, boolean someLeft, String preferred) {
    List<ServicePresence.Instance> there =
        instances.stream().filter(ServicePresence.Instance::isThere).toList();
    List<ServicePresence.Instance> candidates =
        there.isEmpty()
            ? instances.stream().filter(ServicePresence.Instance::mayBeThere).toList()
            : there;
    ServicePresence.Instance target = null;
    for (ServicePresence.Instance instance : there) {
      String memory = instance.status().memory();
      if (memory != null
          && instance.trust() != ServicePresence.Trust.SILENT
          && (target == null || isBetter(instance, target, preferred))) {
        target = instance;
      }
    }
    boolean down = candidates.isEmpty() && (someLeft || !instances.isEmpty());
    return new Availability(
        !there.isEmpty(),
        down,
        down,
        target == null ? null : target.status().memory(),
        mappings(target == null ? candidates : List.of(target)));
  }

  /** The same, but that there are services that say nothing of themselves. */
  Availability withOthers() {
    return new Availability(there, false, allLeft, memory, mappings);
  }

  private static boolean isBetter(
      ServicePresence.Instance one, ServicePresence.Instance other, String preferred) {
    int trust = one.trust().compareTo(other.trust());
    int since = since(one).compareTo(since(other));
    return trust < 0
        || (trust == 0 && since > 0)
        || (trust == 0 && since == 0 && one.status().memory().equals(preferred));
  }

  private static String since(ServicePresence.Instance instance) {
    return Objects.requireNonNullElse(instance.status().since(), "");
  }

  private static Set<String> mappings(List<ServicePresence.Instance> instances) {
    Set<String> mappings = new HashSet<>();
    for (ServicePresence.Instance instance : instances) {
      if (instance.status().mappings() != null) {
        mappings.addAll(instance.status().mappings());
      }
    }
    return mappings;
  }

  /** Whether calls may go in the mapping of this name: also while nobody says. */
  boolean offers(String mapping) {
    return mappings.isEmpty() || mappings.contains(mapping);
  }
}
