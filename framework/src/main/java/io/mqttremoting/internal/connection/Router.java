package io.mqttremoting.internal.connection;

import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.internal.concurrent.LogLimit;
import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.internal.wire.Topics;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers each message to the endpoints that subscribe to it, by one look-up of its topic.
 * Thread-safe.
 */
final class Router {
  private static final Logger LOG = LoggerFactory.getLogger(Router.class);

  /** In place of an owner, for endpoints of all interfaces. */
  private static final String ANY = "+";

  private final LogLimit log = new LogLimit("messages that come");
  private final ChangedTopics changedTopics = new ChangedTopics();
  private final int maxPayloadBytes;
  private final Set<Endpoint> endpoints = new LinkedHashSet<>(); // guarded by itself
  private final Map<String, List<Route>> routes = new ConcurrentHashMap<>();

  /**
   * The endpoints that want topics of an interface or of a connection, by {@link Topics#owner} of
   * these topics.
   */
  private final Map<String, List<Endpoint>> interested = new ConcurrentHashMap<>();

  /** Those of {@link #interested} that take all messages, also by the owners of topics. */
  private final Map<String, List<Endpoint>> takingAll = new ConcurrentHashMap<>();

  /** An endpoint, and its receiver for the messages of one topic. */
  private record Route(Endpoint endpoint, Consumer<Message> receiver) {}

  Router(int maxPayloadBytes) {
    this.maxPayloadBytes = maxPayloadBytes;
  }

  /** All endpoints, in the order in which they were added. */
  List<Endpoint> endpoints() {
    synchronized (endpoints) {
      return List.copyOf(endpoints);
    }
  }

  /** How many different filters the endpoints have on a connection that speaks this version. */
  int filterCount(MqttVersion version) {
    return (int)
        endpoints().stream()
            .flatMap(endpoint -> endpoint.filters(version).stream())
            .distinct()
            .count();
  }

  /** Adds an endpoint; has no effect if it was added before. */
  void add(Endpoint endpoint) {
    synchronized (endpoints) {
      if (!endpoints.add(endpoint)) {
        return;
      }
    }
    for (String start : starts(endpoint)) {
      interested.merge(start, List.of(endpoint), Router::concatenated);
      if (endpoint.takesAll()) {
        takingAll.merge(start, List.of(endpoint), Router::concatenated);
      }
    }
    endpoint
        .receivers()
        .forEach(
            (topic, receiver) ->
                routes.merge(topic, List.of(new Route(endpoint, receiver)), Router::concatenated));
  }

  void remove(Endpoint endpoint) {
    synchronized (endpoints) {
      endpoints.remove(endpoint);
    }
    for (String start : starts(endpoint)) {
      for (Map<String, List<Endpoint>> all : List.of(interested, takingAll)) {
        all.computeIfPresent(start, (s, present) -> without(present, other -> other == endpoint));
      }
    }
    for (String topic : endpoint.receivers().keySet()) {
      routes.computeIfPresent(
          topic, (t, present) -> without(present, route -> route.endpoint() == endpoint));
    }
  }

  /** The owners of the topics that an endpoint wants: in most cases one interface. */
  private static Set<String> starts(Endpoint endpoint) {
    if (endpoint.isOfAllInterfaces()) {
      return Set.of(ANY);
    }
    return endpoint.interests().stream()
        .map(filter -> Topics.owner(Topics.matchedBy(filter)))
        .collect(Collectors.toSet());
  }

  private static <T> List<T> concatenated(List<T> some, List<T> more) {
    if (more.isEmpty()) {
      return some;
    }
    List<T> all = new ArrayList<>(some);
    all.addAll(more);
    return List.copyOf(all);
  }

  private static <T> @Nullable List<T> without(List<T> all, Predicate<T> unwanted) {
    List<T> rest = all.stream().filter(unwanted.negate()).toList();
    return rest.isEmpty() ? null : rest;
  }

  private List<Endpoint> startingLike(String topic) {
    String owner = Topics.owner(topic);
    List<Endpoint> found =
        concatenated(
            interested.getOrDefault(owner, List.of()), interested.getOrDefault(ANY, List.of()));
    return Topics.ownerWithWildcard(owner)
        .map(interested::get)
        .map(more -> concatenated(found, more))
        .orElse(found);
  }

  /** The filters of the endpoint that no other endpoint has. */
  List<String> unshared(Endpoint endpoint, MqttVersion version) {
    return endpoint.filters(version).stream()
        .filter(
            filter ->
                startingLike(Topics.matchedBy(filter)).stream()
                    .noneMatch(
                        other -> other != endpoint && other.filters(version).contains(filter)))
        .toList();
  }

  /** Delivers a message to its receivers; logs their exceptions. */
  void route(Message message) {
    List<Route> found = routes.get(message.topic());
    if (found == null && !Topics.isPlain(message.topic())) {
      log.warn(LOG, "A message is ignored because its topic has control characters");
      return;
    }
    if (message.payload().length > maxPayloadBytes) {
      for (Endpoint endpoint : interestedIn(message)) {
        guarded(message, large -> endpoint.onUnreceivable(large, tooLarge(large)));
      }
      return;
    }
    if (found != null) {
      for (int i = 0; i < found.size(); i++) { // no iterator for each message
        guarded(message, found.get(i).receiver());
      }
      if (!takingAll.isEmpty()) {
        for (Endpoint endpoint : takingAll.getOrDefault(Topics.owner(message.topic()), List.of())) {
          guarded(message, endpoint::receiveOther);
        }
      }
    } else {
      routeOther(message);
    }
  }

  /** Delivers a message whose topic has no receiver. */
  private void routeOther(Message message) {
    List<Endpoint> interested = interestedIn(message);
    AtomicBoolean taken = new AtomicBoolean(); // by a caller without a Java interface
    for (Endpoint endpoint : interested) {
      if (endpoint.takesAll()) {
        guarded(message, other -> taken.compareAndSet(false, endpoint.receiveOther(other)));
      }
    }
    for (Endpoint endpoint : interested) {
      if (!endpoint.takesAll()) {
        guarded(message, other -> receiveOther(endpoint, other, taken.get()));
      }
    }
    if (interested.isEmpty()) {
      changedTopics.onUnknown(message.topic(), endpoints());
    }
  }

  private static void receiveOther(Endpoint endpoint, Message message, boolean takenByOther) {
    if (!endpoint.receiveOther(message) && !takenByOther) {
      endpoint.onUnreceivable(message, "no such member");
    }
  }

  private String tooLarge(Message message) {
    return "the payload of "
        + message.payload().length
        + " bytes exceeds the limit of "
        + maxPayloadBytes;
  }

  private List<Endpoint> interestedIn(Message message) {
    return startingLike(message.topic()).stream()
        .filter(
            endpoint ->
                endpoint.interests().stream().anyMatch(filter -> matches(filter, message.topic())))
        .toList();
  }

  private void guarded(Message message, Consumer<Message> receiver) {
    try {
      receiver.accept(message);
    } catch (Throwable e) { // an exception here would end the connection
      log.error(LOG, "{}: a message could not be taken", message.topic(), e);
    }
  }

  /** Whether {@code topic} is one that {@code filter} subscribes to (MQTT 3.1.1, section 4.7). */
  private static boolean matches(String filter, String topic) {
    String[] wanted = Topics.matchedBy(filter).split("/", -1);
    String[] levels = topic.split("/", -1);
    if (wanted.length != levels.length) {
      return false; // the filters of this library have no '#'
    }
    for (int i = 0; i < wanted.length; i++) {
      if (!wanted[i].equals("+") && !wanted[i].equals(levels[i])) {
        return false;
      }
    }
    return true;
  }
}
