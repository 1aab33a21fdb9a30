package io.mqttremoting.api;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A service that {@code discover} or {@code watchServices} of a connection has found at the broker.
 * All texts are as published; any client that may publish them can have chosen them.
 *
 * @param namespace empty for none
 * @param instance empty for none
 * @param module the module of the interface
 * @param name the name of the interface
 * @param clientId the client identifier of its connection; empty if only values are known
 * @param version the version of the interface; empty if it has none
 * @param contract the fingerprint of its contract; empty if unknown
 * @param mappings the kinds of requests that it answers, {@code v5} and {@code v3}; empty if
 *     unknown
 * @param group the group of which it is a member; empty for none
 * @param since when it first published its status on its connection, by its own clock; empty if
 *     unknown
 * @param state whether it is there
 */
public record ServiceInfo(
    Optional<String> namespace,
    Optional<String> instance,
    String module,
    String name,
    Optional<String> clientId,
    Optional<String> version,
    Optional<String> contract,
    List<String> mappings,
    Optional<String> group,
    Optional<Instant> since,
    State state) {
  /** Whether a service is there. */
  public enum State {
    /** Its status and that of its connection say that it is online. */
    ONLINE,

    /** Its status says that it is offline, or cannot be read. */
    OFFLINE,

    /** Its status says that it is online, but its connection is gone: it was killed or cut off. */
    LEFT_BEHIND,

    /**
     * It has values but no status, as services in other languages do. Whether it is there is not
     * known.
     */
    VALUES_ONLY,

    /**
     * The broker no longer has its status, or any of its values. Only handlers of changes get this.
     */
    GONE
  }

  /** Copies the list, and checks that no component is {@code null}. */
  public ServiceInfo {
    Objects.requireNonNull(namespace, "namespace");
    Objects.requireNonNull(instance, "instance");
    Objects.requireNonNull(module, "module");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(clientId, "clientId");
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(contract, "contract");
    mappings = List.copyOf(mappings);
    Objects.requireNonNull(group, "group");
    Objects.requireNonNull(since, "since");
    Objects.requireNonNull(state, "state");
  }

  /** The start of its topics: {@code plant7/@kitchen/io.world/Hello}. */
  public String id() {
    return namespace.map(levels -> levels + "/").orElse("")
        + instance.map(one -> "@" + one + "/").orElse("")
        + module
        + "/"
        + name;
  }

  /** The same service in another state. */
  public ServiceInfo withState(State other) {
    return new ServiceInfo(
        namespace, instance, module, name, clientId, version, contract, mappings, group, since,
        other);
  }

  /**
   * All components in one line: {@code plant7/@kitchen/io.world/Hello at kitchen-1: ONLINE,
   * mappings v5 v3, contract b542417d8b32fe99, since 2026-11-29T09:05:00Z}. Control characters are
   * replaced.
   */
  @Override
  public String toString() {
    String line =
        id()
            + clientId.map(id -> " at " + id).orElse("")
            + ": "
            + state
            + (mappings.isEmpty() ? "" : ", mappings " + String.join(" ", mappings))
            + group.map(text -> ", group " + text).orElse("")
            + version.map(text -> ", version " + text).orElse("")
            + contract.map(text -> ", contract " + text).orElse("")
            + since.map(time -> ", since " + time).orElse("");
    return line.replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]", "?");
  }
}
