package io.mqttremoting.internal.client.presence;

import io.mqttremoting.internal.wire.Status;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The services of one interface whose status is online, and those whose status is offline. Any
 * client may claim to be a service, so at most a thousand of each are known. Not thread-safe.
 */
final class KnownServices {
  static final int MAX_INSTANCES = 1000;

  /** By client identifier. */
  private final Map<String, ServiceInstance> instances = new HashMap<>();

  /**
   * The client identifiers of services that have published that they are offline, the latest last.
   */
  private final Set<String> left = new LinkedHashSet<>();

  private boolean closed;

  /** The instance on this connection; {@code null} if none is known. */
  @Nullable ServiceInstance get(String clientId) {
    return instances.get(clientId);
  }

  Collection<ServiceInstance> all() {
    return instances.values();
  }

  boolean someLeft() {
    return !left.isEmpty();
  }

  boolean isClosed() {
    return closed;
  }

  boolean isFull() {
    return instances.size() >= MAX_INSTANCES;
  }

  boolean isAny(Predicate<ServiceInstance> condition) {
    return instances.values().stream().anyMatch(condition);
  }

  /** Adds an instance, or replaces what was known of it. */
  void put(ServiceInstance instance) {
    instances.put(instance.clientId(), instance);
  }

  /** Changes what is known of an instance; has no effect if it is not known. */
  void change(String clientId, UnaryOperator<ServiceInstance> change) {
    instances.computeIfPresent(clientId, (id, instance) -> change.apply(instance));
  }

  void remove(String clientId) {
    instances.remove(clientId);
  }

  private void replaceIf(Predicate<ServiceInstance> which, UnaryOperator<ServiceInstance> change) {
    instances.replaceAll(
        (clientId, instance) -> which.test(instance) ? change.apply(instance) : instance);
  }

  /** Whether an instance has published that it is offline. */
  boolean hasLeft(String clientId) {
    return left.contains(clientId);
  }

  /** Whether this is the status of an instance that is known. */
  boolean says(String clientId, Status status) {
    ServiceInstance instance = instances.get(clientId);
    return instance == null
        ? !status.online() && hasLeft(clientId)
        : instance.status().equals(status);
  }

  /**
   * Notes what an instance has published.
   *
   * @param cleared whether its status was cleared
   * @param said its status; empty if there is none, or if it is bad
   */
  void note(String clientId, boolean cleared, Optional<Status> said) {
    if (cleared || said.filter(Status::online).isPresent()) {
      left.remove(clientId);
    } else if (said.isPresent()) {
      addLeft(clientId);
    }
  }

  private void addLeft(String clientId) {
    left.add(clientId);
    if (left.size() > MAX_INSTANCES) {
      Iterator<String> oldest = left.iterator();
      oldest.next();
      oldest.remove();
    }
  }

  /**
   * Our own connection is lost. The retained statuses that arrive on the next one tell which
   * services are offline.
   */
  void forgetConnections() {
    replaceIf(instance -> true, ServiceInstance::afterLoss);
    left.clear();
  }

  /** Removes the instances whose connections are offline, and returns them. */
  List<ServiceInstance> removeLost() {
    List<ServiceInstance> lost =
        instances.values().stream().filter(ServiceInstance::isLost).toList();
    instances.values().removeIf(ServiceInstance::isLost);
    return lost;
  }

  /**
   * Removes all instances, and returns them. The caller must not add any afterwards, see {@link
   * #isClosed}.
   */
  List<ServiceInstance> close() {
    closed = true;
    List<ServiceInstance> all = List.copyOf(instances.values());
    instances.clear();
    return all;
  }

  /**
   * Doubts the service with this memory, if it was trusted.
   *
   * @return one availability for each instance that is now doubted, as if it were the only one
   */
  List<Availability> doubt(String memoryId) {
    List<Availability> doubted = new ArrayList<>();
    replaceIf(
        instance -> isOf(memoryId, instance, Trust.TRUSTED),
        instance -> {
          ServiceInstance changed = instance.withTrust(Trust.DOUBTED);
          doubted.add(Assessment.alone(changed));
          return changed;
        });
    return doubted;
  }

  /**
   * Doubts an instance again if it was not trusted and has come back online. It is to be pinged
   * once more, because our own connection may have caused its silence.
   *
   * @return the availability of the instance alone; {@code null} if it is not to be pinged
   */
  @Nullable Availability doubtAgain(
      @Nullable ServiceInstance before, @Nullable ServiceInstance after) {
    boolean back = PresenceChange.back(before, after) != null;
    if (after == null || !back || after.trust() == Trust.TRUSTED) {
      return null;
    }
    ServiceInstance doubted = after.withTrust(Trust.DOUBTED);
    put(doubted);
    return Assessment.alone(doubted);
  }

  /** Marks the doubted service with this memory as not answering pings. */
  void silence(String memoryId) {
    replaceIf(
        instance -> isOf(memoryId, instance, Trust.DOUBTED),
        instance -> instance.withTrust(Trust.SILENT));
  }

  private static boolean isOf(String memoryId, ServiceInstance instance, Trust trust) {
    return instance.trust() == trust && memoryId.equals(ServiceInstance.memoryOf(instance));
  }

  /**
   * Trusts the service that has replied.
   *
   * @param memoryId its memory; {@code null} if the call was not addressed, then a service is
   *     trusted only if it is the only one online
   */
  void trust(@Nullable String memoryId) {
    boolean alone = instances.values().stream().filter(ServiceInstance::isOnline).count() == 1;
    replaceIf(
        instance ->
            instance.isOnline()
                && (memoryId == null ? alone : memoryId.equals(instance.status().memory())),
        instance -> instance.withTrust(Trust.TRUSTED));
  }

  /** The services that seem to be online and do not know of each other. */
  CompetingServices several() {
    Set<String> connections = new TreeSet<>();
    Set<String> groups = new TreeSet<>();
    for (ServiceInstance instance : instances.values()) {
      if (instance.isOnline() && instance.trust() != Trust.SILENT) {
        Status status = instance.status();
        if (status.group() != null) {
          groups.add(status.group());
        } else if (status.memory() != null) {
          connections.add(instance.clientId());
        }
      }
    }
    return new CompetingServices(List.copyOf(connections), List.copyOf(groups));
  }
}
