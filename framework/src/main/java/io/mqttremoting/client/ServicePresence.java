package io.mqttremoting.client;

import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.transport.Endpoint;
import io.mqttremoting.transport.TransportException;
import io.mqttremoting.wire.BadPayloadException;
import io.mqttremoting.wire.JsonValueCodec;
import io.mqttremoting.wire.Message;
import io.mqttremoting.wire.Status;
import io.mqttremoting.wire.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which services of one interface are there, by what they say of themselves and what their
 * connections say (wire protocol, Presence). An instance is there while both say so. Services that
 * say nothing, as those of other languages, remain unknown. Thread-safe.
 */
final class ServicePresence {
  private static final Logger LOG = LoggerFactory.getLogger(ServicePresence.class);
  private static final int MAX_INSTANCES = 1000; // any client may claim to be one

  private final Clients clients;
  private final JsonValueCodec codec;

  /** Those that say they are there, by the identifiers of their connections. */
  private final Map<String, Instance> instances = new HashMap<>();

  private boolean closed;

  ServicePresence(Clients clients) {
    this.clients = clients;
    this.codec = clients.json().value(Status.class);
  }

  /** Takes what the service at {@code clientId} says of itself; called by the MQTT library. */
  void receive(String clientId, Message message) {
    Status status = read(message);
    synchronized (this) {
      Instance instance = status.online() ? entered(clientId, message) : instances.remove(clientId);
      if (instance != null) {
        instance.status = status;
        clients.runLater(() -> follow(instance));
        notifyAll();
      }
    }
  }

  /** The instance that says it is there; {@code null} if that is not to be heeded. */
  private Instance entered(String clientId, Message message) {
    Instance known = instances.get(clientId);
    if (known != null || closed) {
      return known;
    }
    if (instances.size() >= MAX_INSTANCES) {
      instances.values().removeIf(this::isLost);
    }
    if (instances.size() >= MAX_INSTANCES) {
      LOG.error("{}: ignored, for {} instances are known", message.topic(), MAX_INSTANCES);
      return null;
    }
    Instance instance = new Instance(clientId);
    instances.put(clientId, instance);
    return instance;
  }

  /** Whether the instance's connection was lost, and stops listening to it if so. */
  private boolean isLost(Instance instance) {
    boolean lost = Boolean.FALSE.equals(instance.connected);
    if (lost) {
      clients.runLater(() -> follow(instance));
    }
    return lost;
  }

  /** Listens to an instance's connection while that is wanted; waits for the broker. */
  private void follow(Instance instance) {
    boolean wanted;
    synchronized (this) {
      wanted = instances.get(instance.clientId) == instance;
    }
    if (wanted == instance.followed) {
      return;
    }
    if (!wanted) {
      clients.connection().unregister(instance);
      instance.followed = false;
      return;
    }
    try {
      clients.connection().register(instance);
      instance.followed = true;
    } catch (TransportException e) { // its next status, after a connect at the latest, tries again
      LOG.warn("Presence of {} is not known: {}", instance.topic, e.getMessage());
    }
  }

  private Status read(Message message) {
    try {
      Status status = (Status) codec.decode(message.payload());
      return status == null ? Status.online(false) : status;
    } catch (BadPayloadException e) {
      LOG.warn("{}: a bad status counts as offline: {}", message.topic(), e.getMessage());
      return Status.online(false);
    }
  }

  /** Whether an instance is known to be there. */
  synchronized boolean isAvailable() {
    return instances.values().stream().anyMatch(Instance::isThere);
  }

  /** Waits until an instance is known to be there, and tells whether one is. */
  synchronized boolean awaitAvailable(Duration timeout) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.NANOSECONDS.convert(timeout); // at most 292 years
    while (!isAvailable()) {
      long left = end - System.nanoTime();
      if (left <= 0 || closed) {
        return false;
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    return true;
  }

  /**
   * Whether some instance answers the mapping of this name; also while none is known. The status of
   * one whose connection broke remains, so those count first whose connection is known to be there.
   */
  synchronized boolean offers(String mapping) {
    List<Instance> candidates = withMappings(Instance::isThere);
    if (candidates.isEmpty()) {
      candidates = withMappings(Instance::mayBeThere);
    }
    return candidates.isEmpty()
        || candidates.stream().anyMatch(instance -> instance.status.mappings().contains(mapping));
  }

  private List<Instance> withMappings(Predicate<Instance> which) {
    return instances.values().stream()
        .filter(instance -> which.test(instance) && instance.status.mappings() != null)
        .toList();
  }

  /** The connection is lost: what was known may not be true any more. */
  synchronized void forget() {
    instances.values().forEach(instance -> instance.connected = null);
  }

  /** The client, or its connection, is closed: nobody is there for it, now and later. */
  synchronized void close() {
    closed = true;
    instances.values().forEach(instance -> clients.runLater(() -> follow(instance)));
    instances.clear();
    notifyAll();
  }

  /** One service, by the connection it is on: listens to what that says of itself. */
  private final class Instance implements Endpoint {
    private final String clientId;
    private final String topic;
    private Status status;
    private Boolean connected; // null while not known
    private boolean followed; // used by what runs later alone

    Instance(String clientId) {
      this.clientId = clientId;
      this.topic = Topics.connectionStatus(clientId);
    }

    boolean mayBeThere() {
      return status.online() && !Boolean.FALSE.equals(connected);
    }

    boolean isThere() {
      return Boolean.TRUE.equals(connected);
    }

    @Override
    public List<String> filters(MqttVersion version) {
      return List.of(topic);
    }

    @Override
    public Map<String, Consumer<Message>> receivers() {
      return Map.of(topic, this::receive);
    }

    private void receive(Message message) {
      boolean online = read(message).online();
      synchronized (ServicePresence.this) {
        connected = online;
        ServicePresence.this.notifyAll();
      }
    }

    @Override
    public boolean receiveOther(Message message) {
      return false; // the one topic has its receiver
    }

    @Override
    public void onUnreceivable(Message message, String reason) {
      LOG.warn("{}: ignored: {}", message.topic(), reason);
    }

    @Override
    public void onConnected() {} // the broker sends what it has

    @Override
    public void onConnectionLost(Throwable cause) {} // the client's endpoint forgets all of them
  }
}
