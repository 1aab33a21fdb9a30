package io.mqttremoting.internal.inspector;

import io.mqttremoting.api.ServiceInfo;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The services that are there or were since the inspector was started, with the last changes of
 * their states. Thread-safe.
 */
public final class ServiceList {
  private static final int MAX_SERVICES = 5_000;

  private final Map<String, Presence> services = new LinkedHashMap<>();
  private final List<Outbox> outboxes = new ArrayList<>();
  private boolean leftOut;

  /** Takes the new state of a service. */
  public synchronized void update(ServiceInfo info) {
    if (info.clientId().isPresent()) {
      removeNameless(info); // its values had been seen before its status
      put(key(info), info);
    } else if (info.state() == ServiceInfo.State.GONE) {
      removeNameless(info);
    } else if (services.containsKey(key(info)) || !isNamed(info)) {
      put(key(info), info);
    }
  }

  /** Whether a service with a name was there: then these values are what it has left. */
  private boolean isNamed(ServiceInfo info) {
    return services.values().stream().anyMatch(each -> each.info().id().equals(info.id()));
  }

  private static String key(ServiceInfo info) {
    return info.id() + " " + info.clientId().orElse("");
  }

  private void put(String key, ServiceInfo info) {
    Presence before = services.get(key);
    if (before == null && info.state() == ServiceInfo.State.GONE) {
      return;
    }
    if (before == null && services.size() >= MAX_SERVICES && !forgetOneThatHasGone()) {
      leftOut = true;
      return;
    }
    Presence now =
        before == null ? Presence.first(info, Instant.now()) : before.then(info, Instant.now());
    services.put(key, now);
    outboxes.forEach(outbox -> outbox.service(key, now));
  }

  private boolean forgetOneThatHasGone() {
    Optional<String> oldest =
        services.entrySet().stream()
            .filter(each -> each.getValue().info().state() == ServiceInfo.State.GONE)
            .map(Map.Entry::getKey)
            .findFirst();
    oldest.ifPresent(services::remove);
    return oldest.isPresent();
  }

  private void removeNameless(ServiceInfo info) {
    String key = info.id() + " ";
    Presence removed = services.remove(key);
    if (removed != null) {
      Presence gone = removed.then(removed.info().withState(ServiceInfo.State.GONE), Instant.now());
      outboxes.forEach(outbox -> outbox.service(key, gone));
    }
  }

  /** Tells an outbox all services, and from then on those that change. */
  synchronized void add(Outbox outbox) {
    services.forEach(outbox::service);
    outboxes.add(outbox);
  }

  synchronized void remove(Outbox outbox) {
    outboxes.remove(outbox);
  }

  /** Whether there are more services than are listed. */
  synchronized boolean hasLeftOut() {
    return leftOut;
  }

  /**
   * The service with this address, one that is online if there is one.
   *
   * @throws Refusal if there is none
   */
  synchronized ServiceInfo find(String id) {
    ServiceInfo found = null;
    for (Presence each : services.values()) {
      ServiceInfo info = each.info();
      if (info.id().equals(id) && (found == null || info.state() == ServiceInfo.State.ONLINE)) {
        found = info;
      }
    }
    if (found == null) {
      throw new Refusal(Refusal.NOT_FOUND, "there is no service '" + Text.printable(id) + "'");
    }
    return found;
  }
}
