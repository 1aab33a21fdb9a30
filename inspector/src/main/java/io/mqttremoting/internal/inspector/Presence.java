package io.mqttremoting.internal.inspector;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mqttremoting.api.ServiceInfo;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * A service and the last changes of its state, the oldest first.
 *
 * @param info the service now
 * @param changes when it got which state; not complete if it changed often
 */
record Presence(ServiceInfo info, List<Change> changes) {
  private static final int MAX_CHANGES = 30;

  /** When a service got a state. */
  record Change(Instant at, ServiceInfo.State state) {}

  static Presence first(ServiceInfo info, Instant now) {
    Instant since =
        info.state() == ServiceInfo.State.ONLINE
            ? info.since().filter(time -> time.isBefore(now)).orElse(now)
            : now;
    return new Presence(info, List.of(new Change(since, info.state())));
  }

  Presence then(ServiceInfo other, Instant now) {
    if (other.state() == info.state() && other.since().equals(info.since())) {
      return new Presence(other, changes);
    }
    List<Change> all =
        Stream.concat(changes.stream(), Stream.of(new Change(now, other.state()))).toList();
    return new Presence(
        other, List.copyOf(all.subList(Math.max(0, all.size() - MAX_CHANGES), all.size())));
  }

  ObjectNode json(String key) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("key", key)
        .put("id", info.id())
        .put("namespace", info.namespace().orElse(""))
        .put("instance", info.instance().orElse(""))
        .put("module", info.module())
        .put("name", info.name())
        .put("clientId", info.clientId().orElse(""))
        .put("version", info.version().orElse(""))
        .put("mappings", String.join(" ", info.mappings()))
        .put("group", info.group().orElse(""))
        .put("state", info.state().name());
    info.since().ifPresent(since -> node.put("since", since.toEpochMilli()));
    ArrayNode list = node.putArray("changes");
    changes.forEach(
        change ->
            list.addObject()
                .put("at", change.at().toEpochMilli())
                .put("state", change.state().name()));
    return node;
  }
}
