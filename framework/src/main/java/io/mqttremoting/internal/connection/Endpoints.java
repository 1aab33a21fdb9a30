package io.mqttremoting.internal.connection;

import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.internal.transport.Transport;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.wire.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The endpoints of a connection: tells them, and subscribes to what they want. Thread-safe. */
final class Endpoints {
  private static final Logger LOG = LoggerFactory.getLogger(Endpoints.class);

  private final Router router;
  private final int leastQos;

  /**
   * Those of {@code router}, for which everything is subscribed to at {@code leastQos} or above.
   */
  Endpoints(Router router, int leastQos) {
    this.router = router;
    this.leastQos = leastQos;
  }

  void add(Endpoint endpoint) {
    router.add(endpoint);
  }

  void remove(Endpoint endpoint) {
    router.remove(endpoint);
  }

  /** Tells each of them, whatever comes of that at others. */
  void tellAll(Consumer<Endpoint> telling) {
    for (Endpoint endpoint : router.endpoints()) {
      try {
        telling.accept(endpoint);
      } catch (RuntimeException | Error e) {
        LOG.error("{} could not be told of the connection", endpoint, e);
      }
    }
  }

  /** Those that are about what the broker keeps. */
  List<Endpoint> awaitingWhatIsKept() {
    return router.endpoints().stream().filter(Endpoint::awaitsWhatIsKept).toList();
  }

  /** Subscribes to all that they want. */
  void subscribeAll(Link link) throws TransportException {
    subscribe(link, router.endpoints(), filter -> true);
  }

  /** Subscribes once more to what the broker keeps for these, so that it comes again. */
  void askAgain(Link link, List<Endpoint> asking) throws TransportException {
    subscribe(link, asking, filter -> !Topics.isForNow(filter));
  }

  /** Subscribes to what one wants. */
  void subscribe(Transport transport, Endpoint endpoint) throws TransportException {
    List<String> filters = endpoint.filters(transport.version());
    if (!filters.isEmpty()) {
      transport.subscribe(filters, qos(endpoint));
    }
  }

  /** Ends those subscriptions that only this one wants. */
  void unsubscribe(Transport transport, Endpoint endpoint) throws TransportException {
    transport.unsubscribe(router.unshared(endpoint, transport.version()));
  }

  private int qos(Endpoint endpoint) {
    return Math.max(endpoint.qos(), leastQos);
  }

  /**
   * Subscribes at the highest quality of service that one of the endpoints wants. What the broker
   * keeps for it comes at once: so in portions that brokers hold.
   *
   * @param which filters are meant
   */
  private void subscribe(Link link, List<Endpoint> endpoints, Predicate<String> which)
      throws TransportException {
    MqttVersion version = link.transport().version();
    Map<String, Integer> wanted = new HashMap<>();
    for (Endpoint endpoint : endpoints) {
      int qos = qos(endpoint);
      endpoint.filters(version).forEach(filter -> wanted.merge(filter, qos, Math::max));
    }
    Map<Integer, List<String>> portion = new TreeMap<>();
    int kept = 0;
    for (Endpoint endpoint : endpoints) {
      if (kept > 0 && kept + endpoint.keptMessages() > Fence.MAX_ON_THE_WAY) {
        subscribe(link.transport(), portion);
        link.fence().awaitPatiently();
        portion.clear();
        kept = 0;
      }
      for (String filter : endpoint.filters(version)) {
        Integer qos = wanted.remove(filter); // null if another endpoint wants it, too
        if (qos != null && which.test(filter)) {
          portion.computeIfAbsent(qos, none -> new ArrayList<>()).add(filter);
        }
      }
      kept += endpoint.keptMessages();
    }
    subscribe(link.transport(), portion);
  }

  private static void subscribe(Transport transport, Map<Integer, List<String>> filters)
      throws TransportException {
    for (Map.Entry<Integer, List<String>> entry : filters.entrySet()) {
      transport.subscribe(entry.getValue(), entry.getKey());
    }
  }
}
