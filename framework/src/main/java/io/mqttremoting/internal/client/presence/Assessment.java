package io.mqttremoting.internal.client.presence;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides whether a service is online, and to which one calls are addressed. */
final class Assessment {
  private Assessment() {}

  /**
   * The availability that results from these instances. The status of a service remains retained
   * when its connection breaks, so instances whose connection is known to be online count first.
   * Both statuses remain if a service went down together with its broker, so calls are addressed to
   * the service whose status is the latest, trusted services first, silent ones never.
   *
   * @param someLeft whether other services have published that they are offline
   * @param preferred the memory to choose among equally trusted services with equally old statuses;
   *     may be {@code null}
   */
  static Availability of(
      Collection<ServiceInstance> instances, boolean someLeft, @Nullable String preferred) {
    List<ServiceInstance> online = instances.stream().filter(ServiceInstance::isOnline).toList();
    List<ServiceInstance> candidates =
        online.isEmpty() ? instances.stream().filter(ServiceInstance::mayBeThere).toList() : online;
    ServiceInstance target = null;
    for (ServiceInstance instance : online) {
      if (instance.status().memory() != null
          && instance.trust() != Trust.SILENT
          && (target == null || isBetter(instance, target, preferred))) {
        target = instance;
      }
    }
    List<ServiceInstance> called = target == null ? candidates : List.of(target);
    boolean allOffline = candidates.isEmpty() && (someLeft || !instances.isEmpty());
    return new Availability(
        !online.isEmpty(),
        allOffline,
        allOffline,
        target == null ? null : target.status().memory(),
        mappings(called),
        contracts(called));
  }

  /** The availability if this instance were the only one. */
  static Availability alone(ServiceInstance instance) {
    return of(List.of(instance), false, null);
  }

  private static boolean isBetter(
      ServiceInstance one, ServiceInstance other, @Nullable String preferred) {
    int trust = one.trust().compareTo(other.trust());
    int since = since(one).compareTo(since(other));
    return trust < 0
        || (trust == 0 && since > 0)
        || (trust == 0 && since == 0 && Objects.equals(one.status().memory(), preferred));
  }

  private static String since(ServiceInstance instance) {
    return Objects.requireNonNullElse(instance.status().since(), "");
  }

  private static Set<String> contracts(List<ServiceInstance> instances) {
    Set<String> contracts = new HashSet<>();
    for (ServiceInstance instance : instances) {
      if (instance.status().contract() != null) {
        contracts.add(instance.status().contract());
      }
    }
    return contracts;
  }

  private static Set<String> mappings(List<ServiceInstance> instances) {
    Set<String> mappings = new HashSet<>();
    for (ServiceInstance instance : instances) {
      if (instance.status().mappings() != null) {
        mappings.addAll(instance.status().mappings());
      }
    }
    return mappings;
  }
}
