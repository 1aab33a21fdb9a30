package io.mqttremoting.cli.broker;

import io.mqttremoting.cli.terminal.Text;
import io.mqttremoting.internal.json.BadPayloadException;
import io.mqttremoting.internal.model.Address;
import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.internal.wire.Status;
import io.mqttremoting.internal.wire.StatusCodec;
import io.mqttremoting.internal.wire.Topics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What services and connections that are gone have left at the broker. */
public final class Leftovers {
  private static final StatusCodec STATUSES = new StatusCodec();

  private final Map<String, Message> retained;

  private Leftovers(Map<String, Message> retained) {
    this.retained = retained;
  }

  /**
   * A retained message that nobody needs.
   *
   * @param address the interface as people write it; empty for the status of a connection
   * @param why why nobody needs it
   */
  public record Leftover(Message message, String address, String why) {}

  /**
   * Reads all statuses.
   *
   * @param namespace the only namespace; empty for all
   * @param values whether values are wanted, too
   */
  public static Leftovers read(RawConnection connection, String namespace, boolean values) {
    return new Leftovers(connection.retained(filters(namespace, values)));
  }

  private static List<String> filters(String namespace, boolean values) {
    List<String> filters = new ArrayList<>();
    int most = namespace.isEmpty() ? Address.MAX_NAMESPACE_LEVELS : 0;
    for (int levels = 2; levels <= 3 + most; levels++) { // with and without an instance
      Topics topics = new Topics(Address.inNamespace(namespace, wildcards(levels)));
      filters.add(topics.status("+"));
      if (values) {
        filters.add(topics.property("+"));
      }
    }
    for (int levels = 0; levels <= most; levels++) {
      filters.add(
          Topics.connectionStatus(namespace.isEmpty() ? wildcards(levels) : namespace, "+"));
    }
    return filters;
  }

  private static String wildcards(int levels) {
    return String.join("/", Collections.nCopies(levels, "+"));
  }

  /**
   * What can be removed: statuses of services that are offline or dead, statuses of connections
   * that are gone, and the values of interfaces of which no service is online.
   *
   * @param filter only services whose address has this text in it; values without any status only
   *     if it is the whole address
   */
  public List<Leftover> find(String filter) {
    List<Leftover> found = new ArrayList<>();
    Set<String> alive = new HashSet<>();
    Set<String> known = new HashSet<>();
    Map<String, Leftover> statuses = new TreeMap<>();
    retained.forEach(
        (topic, message) -> {
          Optional<Address> owner = owner(topic);
          if (owner.isPresent() && topic.contains("/_status/")) {
            known.add(owner.get().id());
            reason(owner.get(), message)
                .ifPresentOrElse(
                    why -> statuses.put(topic, leftover(message, owner.get(), why)),
                    () -> alive.add(owner.get().id()));
          }
        });
    found.addAll(statuses.values());
    retained.forEach(
        (topic, message) -> {
          Optional<Address> owner = owner(topic);
          if (owner.isPresent() && topic.contains("/prop/") && !alive.contains(owner.get().id())) {
            boolean named = ServiceAddress.written(owner.get(), Optional.empty()).equals(filter);
            if (known.contains(owner.get().id()) || named) {
              found.add(leftover(message, owner.get(), "a value; no service is online"));
            }
          }
        });
    found.removeIf(each -> !Text.has(each.address(), filter));
    if (filter.isEmpty()) {
      retained.forEach((topic, message) -> connection(topic, message).ifPresent(found::add));
    }
    return found;
  }

  private static Leftover leftover(Message message, Address owner, String why) {
    return new Leftover(message, ServiceAddress.written(owner, Optional.empty()), why);
  }

  private static Optional<Address> owner(String topic) {
    return Address.parse(Topics.owner(topic));
  }

  /** Why a status of a service is not needed; empty if the service is there. */
  private Optional<String> reason(Address owner, Message message) {
    Optional<Status> status = status(message);
    if (status.isEmpty()) {
      return Optional.of("not a status");
    }
    if (!status.get().online()) {
      return Optional.of("offline");
    }
    String clientId = message.topic().substring(message.topic().lastIndexOf('/') + 1);
    Optional<Status> connection =
        Optional.ofNullable(retained.get(Topics.connectionStatus(owner.namespace(), clientId)))
            .flatMap(Leftovers::status);
    return connection
            .filter(each -> each.online() && each.isOfSameSession(status.get()))
            .isPresent()
        ? Optional.empty()
        : Optional.of("dead: killed or cut off");
  }

  private static Optional<Leftover> connection(String topic, Message message) {
    List<String> levels = Arrays.asList(topic.split("/", -1));
    boolean gone =
        levels.size() >= 2
            && levels.get(levels.size() - 2).equals("_remoting")
            && status(message).filter(Status::online).isEmpty();
    return gone
        ? Optional.of(new Leftover(message, "", "a connection that is gone"))
        : Optional.empty();
  }

  private static Optional<Status> status(Message message) {
    try {
      return Optional.ofNullable(STATUSES.decode(message.payload()));
    } catch (BadPayloadException e) {
      return Optional.empty(); // of another program
    }
  }
}
