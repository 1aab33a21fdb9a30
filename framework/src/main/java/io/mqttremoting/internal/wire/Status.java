package io.mqttremoting.internal.wire;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The retained status that a service or a connection publishes (wire protocol, Presence). Absent
 * values are {@code null}. The names of the components are those of the fields on the wire.
 *
 * @param mappings the names of the mappings that a service answers; absent for a connection
 * @param version the version of the interface; absent if it has none, and for a connection
 * @param contract the fingerprint of the service's contract; absent for a connection
 * @param session the ID of this run of the program. It distinguishes the statuses of a service and
 *     its connection from those that an earlier run with the same client identifier left; absent if
 *     unknown
 * @param memory the ID of the service's memory of calls and replies, a new one after each start;
 *     absent if it has none
 * @param since the time when a service first published this on its connection, by its clock and in
 *     UTC. All texts have the same length and sort by time; absent if unknown
 * @param group the name of the service's group; absent if it is in none
 */
public record Status(
    boolean online,
    @Nullable List<String> mappings,
    @Nullable String version,
    @Nullable String contract,
    @Nullable String session,
    @Nullable String memory,
    @Nullable String since,
    @Nullable String group) {
  private static final DateTimeFormatter SINCE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /** The status of a service that answers these mappings; {@code memory} may be {@code null}. */
  public static Status serving(
      List<String> mappings, String session, @Nullable String memory, Instant since) {
    return new Status(true, mappings, null, null, session, memory, SINCE.format(since), null);
  }

  /** The status of a group member that answers these mappings. */
  public static Status servingInGroup(
      List<String> mappings, String session, String group, Instant since) {
    return new Status(true, mappings, null, null, session, null, SINCE.format(since), group);
  }

  /** Returns this with the version of the interface, if any, and the contract's fingerprint. */
  public Status withContract(Optional<String> interfaceVersion, String fingerprint) {
    return new Status(
        online,
        mappings,
        interfaceVersion.orElse(null),
        fingerprint,
        session,
        memory,
        since,
        group);
  }

  /** The status of a connection. */
  public static Status connection(boolean online, String session) {
    return new Status(online, null, null, null, session, null, null, null);
  }

  /** A status that says only online or offline. */
  public static Status online(boolean online) {
    return new Status(online, null, null, null, null, null, null, null);
  }

  /** Whether both may be of the same session. */
  public boolean isOfSameSession(Status other) {
    return session == null || other.session == null || session.equals(other.session);
  }
}
