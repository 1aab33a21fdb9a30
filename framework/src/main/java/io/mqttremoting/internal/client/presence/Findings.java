package io.mqttremoting.internal.client.presence;

import io.mqttremoting.api.ServiceInfo;
import io.mqttremoting.api.ServiceInfo.State;
import io.mqttremoting.internal.model.Address;
import io.mqttremoting.internal.wire.Status;
import io.mqttremoting.internal.wire.Topics;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the broker has of services: their statuses, those of their connections, and the names of
 * their values. Thread-safe.
 */
final class Findings {
  private final int limit;
  private int kept;
  private boolean ignored;
  private final Map<String, Found> interfaces = new TreeMap<>(); // by the start of their topics
  private final Map<String, Status> connections = new HashMap<>(); // by topic

  /** The interfaces that have a status of a connection, by the topic of the connection. */
  private final Map<String, Set<String>> served = new HashMap<>();

  /** What is known of one interface. */
  private record Found(Address address, Map<String, Status> statuses, Set<String> properties) {
    String connection(String clientId) {
      return Topics.connectionStatus(address.namespace(), clientId);
    }
  }

  /** Keeps no more than {@code limit} statuses and names. */
  Findings(int limit) {
    this.limit = limit;
  }

  int limit() {
    return limit;
  }

  /** Whether something was ignored, since the last call, because of the limit. */
  synchronized boolean takeIgnored() {
    boolean taken = ignored;
    ignored = false;
    return taken;
  }

  /** Whether something may be kept, because there is room or it replaces something. */
  private boolean mayKeep(boolean known) {
    ignored |= !known && kept >= limit;
    return known || kept < limit;
  }

  /** Sets the status of a service; {@code null} if the broker has none any more. */
  synchronized void setStatus(Address address, String clientId, @Nullable Status status) {
    Found found = found(address);
    if (status == null) {
      count(found.statuses.remove(clientId), null);
      served.computeIfPresent(
          found.connection(clientId),
          (topic, ids) -> {
            ids.remove(address.id());
            return ids.isEmpty() ? null : ids;
          });
    } else if (mayKeep(found.statuses.containsKey(clientId))) {
      count(found.statuses.put(clientId, status), status);
      served
          .computeIfAbsent(found.connection(clientId), topic -> new HashSet<>())
          .add(address.id());
    }
    keep(found);
  }

  /**
   * Sets the status of a connection; {@code null} if the broker has none any more.
   *
   * @return the interfaces that it serves
   */
  synchronized Set<String> setConnection(String topic, @Nullable Status status) {
    if (status == null) {
      count(connections.remove(topic), null);
    } else if (mayKeep(connections.containsKey(topic))) {
      count(connections.put(topic, status), status);
    }
    return Set.copyOf(served.getOrDefault(topic, Set.of()));
  }

  /**
   * Sets whether the broker has a value of a property.
   *
   * @return whether that is new
   */
  synchronized boolean setValue(Address address, String property, boolean present) {
    Found found = found(address);
    boolean changed = false;
    if (!present) {
      changed = found.properties.remove(property);
      kept -= changed ? 1 : 0;
    } else if (mayKeep(found.properties.contains(property))) {
      changed = found.properties.add(property);
      kept += changed ? 1 : 0;
    }
    keep(found);
    return changed;
  }

  private Found found(Address address) {
    Found known = interfaces.get(address.id());
    return known == null ? new Found(address, new TreeMap<>(), new HashSet<>()) : known;
  }

  private void keep(Found found) {
    if (found.statuses.isEmpty() && found.properties.isEmpty()) {
      interfaces.remove(found.address.id());
    } else {
      interfaces.put(found.address.id(), found);
    }
  }

  private void count(@Nullable Object before, @Nullable Object now) {
    kept += (now == null ? 0 : 1) - (before == null ? 0 : 1);
  }

  /** Forgets everything. */
  synchronized void clear() {
    interfaces.clear();
    connections.clear();
    served.clear();
    kept = 0;
  }

  /** The starts of the topics of all interfaces. */
  synchronized Set<String> ids() {
    return Set.copyOf(interfaces.keySet());
  }

  /** All services, sorted. */
  synchronized List<ServiceInfo> services() {
    List<ServiceInfo> all = new ArrayList<>();
    interfaces.keySet().forEach(id -> all.addAll(services(id)));
    return all;
  }

  /** The services of one interface, by client identifier. */
  synchronized List<ServiceInfo> services(String id) {
    Found found = interfaces.get(id);
    if (found == null) {
      return List.of();
    }
    if (found.statuses.isEmpty()) {
      return List.of(info(found.address, null, Status.online(false), State.VALUES_ONLY));
    }
    List<ServiceInfo> services = new ArrayList<>();
    found.statuses.forEach(
        (clientId, status) ->
            services.add(
                info(
                    found.address,
                    clientId,
                    status,
                    state(clientId, status, connections.get(found.connection(clientId))))));
    return services;
  }

  private static State state(String clientId, Status status, @Nullable Status connection) {
    if (!status.online()) {
      return State.OFFLINE;
    }
    return ServiceInstance.entered(clientId, status).withConnection(connection).isOnline()
        ? State.ONLINE
        : State.LEFT_BEHIND;
  }

  private static ServiceInfo info(
      Address address, @Nullable String clientId, Status status, State state) {
    List<String> mappings = Objects.requireNonNullElse(status.mappings(), List.of());
    return new ServiceInfo(
        Optional.of(address.namespace()).filter(levels -> !levels.isEmpty()),
        Optional.of(address.instance()).filter(name -> !name.isEmpty()),
        address.module(),
        address.name(),
        Optional.ofNullable(clientId),
        Optional.ofNullable(status.version()),
        Optional.ofNullable(status.contract()),
        mappings.stream().filter(Objects::nonNull).toList(), // any client may publish nulls
        Optional.ofNullable(status.group()),
        Optional.ofNullable(status.since()).flatMap(Findings::time),
        state);
  }

  private static Optional<Instant> time(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeException e) {
      return Optional.empty(); // the status of another program
    }
  }
}
