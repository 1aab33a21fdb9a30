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
  private final Map<String, Instance> instances = new HashMap<>();

  ServicePresence(Clients clients) {
    this.clients = clients;
    this.codec = clients.json().value(Status.class);
  }

  /** Takes what the service at {@code clientId} says of itself; called by the MQTT library. */
  void receive(String clientId, Message message) {
    Status status = read(message);
    synchronized (this) {
      Instance instance = instances.get(clientId);
      if (instance == null) {
        if (instances.size() >= MAX_INSTANCES) {
          LOG.error("{}: ignored, for {} instances are known", message.topic(), MAX_INSTANCES);
          return;
        }
        instance = new Instance(clientId);
        instances.put(clientId, instance);
      }
      instance.status = status;
      watch(instance, status.online());
      notifyAll();
    }
  }

  /**
   * Begins or ends to listen to the connection of an instance, in a thread that may wait for that.
   */
  private void watch(Instance instance, boolean wanted) {
    if (instance.watched != wanted) {
      instance.watched = wanted;
      clients.runLater(wanted ? () -> register(instance) : () -> unregister(instance));
    }
  }

  private void register(Instance instance) {
    try {
      clients.connection().register(instance);
    } catch (TransportException e) {
      LOG.warn("Presence of {} is not known: {}", instance.topic, e.getMessage());
    }
  }

  private void unregister(Instance instance) {
    synchronized (this) {
      instance.connected = null;
    }
    clients.connection().unregister(instance);
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
    long end = System.nanoTime() + timeout.toNanos();
    while (!isAvailable()) {
      long left = end - System.nanoTime();
      if (left <= 0) {
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

  /** The connection is lost or closed: what was known may not be true any more. */
  synchronized void forget() {
    instances.values().forEach(instance -> instance.connected = null);
  }

  /** The client is closed. */
  synchronized void close() {
    instances.values().forEach(instance -> watch(instance, false));
    instances.clear();
  }

  /** One service, by the connection it is on: listens to what that says of itself. */
  private final class Instance implements Endpoint {
    private final String topic;
    private Status status = Status.online(false);
    private boolean watched;
    private Boolean connected; // null while not known

    Instance(String clientId) {
      topic = Topics.connectionStatus(clientId);
    }

    boolean mayBeThere() {
      return status.online() && !Boolean.FALSE.equals(connected);
    }

    boolean isThere() {
      return status.online() && Boolean.TRUE.equals(connected);
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
