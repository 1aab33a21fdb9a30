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

/** The endpoints of a connection: notifies them, and makes their subscriptions. Thread-safe. */
final class Endpoints {
  private static final Logger LOG = LoggerFactory.getLogger(Endpoints.class);

  private final Router router;
  private final ConnectionSettings settings;

  /** Manages the endpoints of {@code router}. */
  Endpoints(Router router, ConnectionSettings settings) {
    this.router = router;
    this.settings = settings;
  }

  void add(Endpoint endpoint) {
    router.add(endpoint);
  }

  void remove(Endpoint endpoint) {
    router.remove(endpoint);
  }

  /** Calls {@code telling} for each endpoint; logs exceptions, so that all endpoints are called. */
  void notifyEach(Consumer<Endpoint> telling) {
    for (Endpoint endpoint : router.endpoints()) {
      try {
        telling.accept(endpoint);
      } catch (RuntimeException | Error e) {
        LOG.error("{} could not be told of the connection", endpoint, e);
      }
    }
  }

  /** The endpoints that need retained messages. */
  List<Endpoint> needingRetained() {
    return router.endpoints().stream().filter(Endpoint::needsRetained).toList();
  }

  /** Whether a call is open that ends if the connection is lost. */
  boolean haveCallsToLose() {
    return router.endpoints().stream().anyMatch(Endpoint::hasCallsToLose);
  }

  /** The filters of all endpoints that are shared with other connections. */
  List<String> shared(MqttVersion version) {
    return router.endpoints().stream()
        .flatMap(endpoint -> endpoint.filters(version).stream())
        .filter(Topics::isShared)
        .distinct()
        .toList();
  }

  /** Subscribes to the filters of all endpoints. */
  void subscribeAll(Link link) throws TransportException {
    subscribe(link, router.endpoints(), filter -> true);
  }

  /** Subscribes again for these endpoints, so that the broker sends its retained messages again. */
  void resubscribe(Link link, List<Endpoint> asking) throws TransportException {
    subscribe(link, asking, filter -> !Topics.isForNow(filter));
  }

  /** Subscribes to the filters of one endpoint. */
  void subscribe(Transport transport, Endpoint endpoint) throws TransportException {
    List<String> filters = endpoint.filters(transport.version());
    if (!filters.isEmpty()) {
      transport.subscribe(filters, qos(endpoint));
    }
  }

  /** Ends the subscriptions that no other endpoint needs. */
  void unsubscribe(Transport transport, Endpoint endpoint) throws TransportException {
    transport.unsubscribe(router.unshared(endpoint, transport.version()));
  }

  private int qos(Endpoint endpoint) {
    return settings.subscriptionQos(endpoint.qos());
  }

  /**
   * Subscribes to each filter once, at the highest QoS that one of the endpoints needs. The broker
   * sends the retained messages of a filter at once, so this subscribes in portions, with a fence
   * after each: brokers queue only a limited number of messages for a client.
   *
   * @param which selects the filters to subscribe to
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
      if (kept > 0 && kept + endpoint.retainedMessages() > Fence.MAX_ON_THE_WAY) {
        subscribe(link.transport(), portion);
        link.fence().awaitPatiently();
        portion.clear();
        kept = 0;
      }
      for (String filter : endpoint.filters(version)) {
        Integer qos = wanted.remove(filter); // null if an earlier endpoint has it, too
        if (qos != null && which.test(filter)) {
          portion.computeIfAbsent(qos, none -> new ArrayList<>()).add(filter);
        }
      }
      kept += endpoint.retainedMessages();
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
