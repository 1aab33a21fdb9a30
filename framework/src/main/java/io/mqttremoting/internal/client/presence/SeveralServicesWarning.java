package io.mqttremoting.internal.client.presence;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns if several services of one interface are online, at most once a minute: services come and
 * go, and strangers may claim to be services. Thread-safe.
 */
public final class SeveralServicesWarning implements PresenceListener {
  private static final Logger LOG = LoggerFactory.getLogger(SeveralServicesWarning.class);
  private static final Duration BETWEEN_WARNINGS = Duration.ofMinutes(1);
  private static final int NAMED = 5;

  private final String interfaceId;
  private final boolean hasProperties;
  private final ServicePresence presence;
  private @Nullable Long warned; // by System.nanoTime(); null if never; guarded by this

  /**
   * Warns about the services in {@code presence}. Without properties, several services outside
   * groups do no harm.
   */
  public SeveralServicesWarning(
      String interfaceId, boolean hasProperties, ServicePresence presence) {
    this.interfaceId = interfaceId;
    this.hasProperties = hasProperties;
    this.presence = presence;
  }

  @Override
  public void onAnother() {
    CompetingServices several = presence.several();
    boolean harmless = several.groups().isEmpty() && !hasProperties;
    if (several.count() < 2 || harmless || !mayWarn()) {
      return;
    }
    if (several.groups().isEmpty()) {
      LOG.warn(
          "{}: {} services of it seem to be there, without a group, at the connections {}: each"
              + " carries out what setters ask, and publishes its own values over the others'; close"
              + " all but one, or serve them as a group, as instances or by other names",
          interfaceId,
          several.count(),
          shortened(several.connections()));
    } else {
      LOG.warn(
          "{}: {} services of it seem to be there, the groups {} and the connections {}: each may"
              + " execute every call, carries out what setters ask, and publishes its own values"
              + " over the others'; serve all of them in one group",
          interfaceId,
          several.count(),
          shortened(several.groups()),
          shortened(several.connections()));
    }
  }

  private static String shortened(List<String> names) {
    return names.subList(0, Math.min(names.size(), NAMED))
        + (names.size() > NAMED ? " and others" : "");
  }

  private synchronized boolean mayWarn() {
    long now = System.nanoTime();
    boolean may = warned == null || now - warned > BETWEEN_WARNINGS.toNanos();
    warned = may ? Long.valueOf(now) : warned;
    return may;
  }
}
