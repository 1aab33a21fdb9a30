package io.mqttremoting.internal.wire;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/**
 * What a service or a connection says of itself, retained (wire protocol, Presence).
 *
 * @param mappings the names of the mappings that a service answers; none for a connection
 * @param version of this format; none for a connection
 * @param session which life of the program this speaks of, so that what a service and its
 *     connection say can be told from what was left by an earlier one of the same name; none if
 *     that is unknown
 * @param memory names the memory of calls and replies that a service has, another one after each
 *     start; none if it has none
 * @param since when a service said this first on its connection, by its clock and in UTC: texts of
 *     one length, whose order is that of the times; none if that is unknown
 * @param group the name of the group that a service is a member of; none if it is in none
 */
public record Status(
    boolean online,
    List<String> mappings,
    String version,
    String session,
    String memory,
    String since,
    String group) {
  private static final DateTimeFormatter SINCE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /** A service that answers these mappings, with its memory, if it can be addressed by that. */
  public static Status serving(
      List<String> mappings, String session, String memory, Instant since) {
    return new Status(true, mappings, "1.0", session, memory, SINCE.format(since), null);
  }

  /** A member of this group that answers these mappings. */
  public static Status servingInGroup(
      List<String> mappings, String session, String group, Instant since) {
    return new Status(true, mappings, "1.0", session, null, SINCE.format(since), group);
  }

  /** A connection that is there, or not. */
  public static Status connection(boolean online, String session) {
    return new Status(online, null, null, session, null, null, null);
  }

  /** Just there, or not. */
  public static Status online(boolean online) {
    return new Status(online, null, null, null, null, null, null);
  }

  /** Whether what this says and what the other says may hold at the same time. */
  public boolean isOfSameSession(Status other) {
    return session == null || other.session == null || session.equals(other.session);
  }
}
