package io.mqttremoting.client;

import io.mqttremoting.api.Listeners;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.concurrent.LogLimit;
import io.mqttremoting.concurrent.Waiting;
import io.mqttremoting.json.BadPayloadException;
import io.mqttremoting.transport.Endpoint;
import io.mqttremoting.wire.Message;
import io.mqttremoting.wire.Status;
import io.mqttremoting.wire.StatusCodec;
import io.mqttremoting.wire.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which services of one interface are there, by what they say of themselves and what their
 * connections say (wire protocol, Presence). An instance is there while both say so. Services that
 * say nothing, as those of other languages, remain unknown. Thread-safe.
 */
final class ServicePresence {
  private static final Logger LOG = LoggerFactory.getLogger(ServicePresence.class);
  private static final Duration PASSING_ON = Duration.ofMillis(10);
  private static final Status OFFLINE = Status.online(false);
  private static final int MAX_INSTANCES = 1000; // any client may claim to be one

  /** Who is told, by the MQTT library's threads, of what matters to open calls. */
  interface Listener {
    /** The service with this memory is there, perhaps again. */
    void onThere(String memory);

    /** One more service is there. */
    void onEntered();

    /** The service with this memory is gone. */
    void onGone(String memory);

    /** All services that were ever known are gone. */
    void onDown();
  }

  private final Listener listener;
  private final LogLimit log;
  private final StatusCodec codec;
  private final Follower follower;
  private final Listeners<Consumer<Boolean>> availabilityHandlers = new Listeners<>();

  /** Those that say they are there, by the identifiers of their connections. */
  private final Map<String, Instance> instances = new HashMap<>();

  /** Those that have said that they are not there: the latest, for any client may claim that. */
  private final Set<String> left = new LinkedHashSet<>();

  /** For which moment it is confirmed that all are gone; {@code null} if it never was. */
  private Long downAt;

  private volatile boolean someSuspected;
  private boolean closed;
  private volatile Availability availability = Availability.UNKNOWN;

  ServicePresence(Clients clients, Listener listener, LogLimit log) {
    this.log = log;
    this.listener = listener;
    this.codec = new StatusCodec(clients.json());
    this.follower = new Follower(clients, this::isWanted);
  }

  /** What is known at this moment. */
  Availability availability() {
    return availability;
  }

  /** Handlers of {@link Availability#there()}, called by the MQTT library's threads. */
  Listeners<Consumer<Boolean>> availabilityHandlers() {
    return availabilityHandlers;
  }

  /** Takes what the service at {@code clientId} says of itself; called by the MQTT library. */
  void receive(String clientId, Message message) {
    boolean cleared = message.payload().length == 0; // it is as if nothing was ever said
    Optional<Status> said = cleared ? Optional.empty() : read(message);
    Status status = said.orElse(OFFLINE);
    change(
        () -> {
          if (cleared || status.online()) {
            left.remove(clientId);
          } else if (said.isPresent()) {
            leave(clientId);
          }
          Instance instance =
              status.online() ? entered(clientId, message) : instances.remove(clientId);
          if (instance != null) {
            instance.status = status;
            instance.suspected = false;
            follower.follow(instance);
          }
        },
        clientId);
  }

  private void leave(String clientId) {
    left.add(clientId);
    if (left.size() > MAX_INSTANCES) {
      Iterator<String> oldest = left.iterator();
      oldest.next();
      oldest.remove();
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
      log.error(LOG, "{}: ignored, for {} instances are known", message.topic(), MAX_INSTANCES);
      return null;
    }
    Instance instance = new Instance(clientId);
    instances.put(clientId, instance);
    return instance;
  }

  /** Whether the instance's connection was lost, and stops listening to it if so. */
  private boolean isLost(Instance instance) {
    boolean lost = instance.isLost();
    if (lost) {
      follower.follow(instance);
    }
    return lost;
  }

  private synchronized boolean isWanted(Endpoint instance) {
    return instance instanceof Instance known && instances.get(known.clientId) == known;
  }

  /** What is said; empty if that cannot be read, which counts as offline. */
  private Optional<Status> read(Message message) {
    try {
      return Optional.of(Optional.ofNullable(codec.decode(message.payload())).orElse(OFFLINE));
    } catch (BadPayloadException e) {
      log.warn(LOG, "{}: a bad status counts as offline: {}", message.topic(), e.getMessage());
      LOG.debug("{}: why the status counts as offline", message.topic(), e);
      return Optional.empty();
    }
  }

  /** Changes what is known of one instance, and tells whom it concerns. */
  private void change(Runnable changing, String clientId) {
    Availability before;
    Availability now;
    String memoryBefore;
    String memoryNow;
    boolean entered;
    synchronized (this) {
      boolean thereBefore = isThere(clientId);
      before = availability;
      memoryBefore = memoryOf(clientId);
      changing.run();
      memoryNow = memoryOf(clientId);
      entered = !thereBefore && isThere(clientId);
      now = Availability.of(instances.values(), !left.isEmpty(), before.memory());
      availability = now;
      notifyAll();
    }
    if (memoryBefore != null && !memoryBefore.equals(memoryNow)) {
      listener.onGone(memoryBefore);
    }
    if (memoryNow != null && !memoryNow.equals(memoryBefore)) {
      listener.onThere(memoryNow);
    }
    if (entered) {
      listener.onEntered();
    }
    if (now.down() && !before.down()) {
      listener.onDown();
    }
    tell(before, now);
  }

  private void tell(Availability before, Availability now) {
    if (before.there() != now.there()) {
      availabilityHandlers.forEach(handler -> handler.accept(now.there()));
    }
  }

  /** The memory of an instance that is there; {@code null} if it is not, or has none. */
  private String memoryOf(String clientId) {
    Instance instance = instances.get(clientId);
    return instance == null || !instance.isThere() ? null : instance.status.memory();
  }

  private boolean isThere(String clientId) {
    Instance instance = instances.get(clientId);
    return instance != null && instance.isThere();
  }

  /**
   * A call that was addressed to this memory had no reply in time. Perhaps the service is not there
   * any more, and nobody could tell: a broker that was restarted keeps what services said that
   * ended with it. Until it speaks again, calls are addressed to others, or to nobody in
   * particular.
   */
  void suspect(String memory) {
    synchronized (this) {
      for (Instance instance : instances.values()) {
        instance.suspected |= memory.equals(memoryOf(instance.clientId));
      }
      someSuspected = true;
      availability = Availability.of(instances.values(), !left.isEmpty(), null);
    }
  }

  /** A call that was addressed to nobody in particular had a reply. */
  void onAnswer() {
    if (!someSuspected) {
      return;
    }
    synchronized (this) {
      List<Instance> there = instances.values().stream().filter(Instance::isThere).toList();
      if (there.size() == 1) { // so it is this one that answered
        there.get(0).suspected = false;
        someSuspected = false;
        availability = Availability.of(instances.values(), !left.isEmpty(), null);
      }
    }
  }

  /** The services that seem to be there and know nothing of each other. */
  synchronized Several several() {
    Set<String> connections = new TreeSet<>();
    Set<String> groups = new TreeSet<>();
    for (Instance instance : instances.values()) {
      if (instance.isThere() && !instance.suspected) {
        if (instance.status.group() != null) {
          groups.add(instance.status.group());
        } else if (instance.status.memory() != null) {
          connections.add(instance.clientId);
        }
      }
    }
    return new Several(List.copyOf(connections), List.copyOf(groups));
  }

  /** The connections of services that are in no group, and the names of groups. */
  record Several(List<String> connections, List<String> groups) {
    int count() {
      return connections.size() + groups.size();
    }
  }

  /** Waits until an instance is known to be there, and tells whether one is. */
  synchronized boolean awaitAvailable(Duration timeout) throws InterruptedException {
    Waiting.until(this, () -> availability.there() || closed, timeout);
    return availability.there();
  }

  /**
   * Whether no service is there, after waiting a moment for the MQTT library's threads, if it has
   * taken a message that they have not passed on.
   *
   * @param known the moment at which the broker had to say what has come since
   */
  synchronized boolean awaitDown(long known) {
    try {
      if (!Waiting.until(this, () -> !availability.down(), PASSING_ON)) {
        downAt = known;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // then without waiting
    }
    return availability.down();
  }

  /** Whether no service is there, of which the broker was asked at this moment, or after it. */
  synchronized boolean wasDownSince(long asked) {
    return availability.down() && downAt != null && downAt - asked >= 0;
  }

  /** The connection is lost: what was known may not be true any more. */
  void forget() {
    Availability before;
    Availability now;
    synchronized (this) {
      before = availability;
      instances.values().forEach(instance -> instance.connection = null);
      left.clear();
      downAt = null;
      now = Availability.of(instances.values(), false, null);
      availability = now;
    }
    tell(before, now);
  }

  /** The client, or its connection, is closed: nobody is there for it, now and later. */
  void close() {
    Availability before;
    synchronized (this) {
      before = availability;
      closed = true;
      List<Instance> known = List.copyOf(instances.values());
      instances.clear();
      known.forEach(follower::follow);
      availability = Availability.UNKNOWN;
      notifyAll();
    }
    tell(before, Availability.UNKNOWN);
  }

  /** One service, by the connection it is on: listens to what that says of itself. */
  final class Instance implements Endpoint {
    private final String clientId;
    private final String topic;
    private Status status;
    private Status connection; // null while not known
    private boolean suspected;

    Instance(String clientId) {
      this.clientId = clientId;
      this.topic = Topics.connectionStatus(clientId);
    }

    Status status() {
      return status;
    }

    /** Whether its connection has said something of the service that speaks now. */
    private boolean isConnectionKnown() {
      return connection != null && connection.isOfSameSession(status);
    }

    boolean isLost() {
      return isConnectionKnown() && !connection.online();
    }

    boolean mayBeThere() {
      return status.online() && !isLost();
    }

    boolean isThere() {
      return status.online() && isConnectionKnown() && connection.online();
    }

    /** Whether it has left a call without a reply. */
    boolean isSuspected() {
      return suspected;
    }

    @Override
    public String toString() {
      return topic;
    }

    @Override
    public List<String> filters(MqttVersion version) {
      return List.of(topic);
    }

    @Override
    public int qos() {
      return Message.DEFAULT_QOS;
    }

    @Override
    public Map<String, Consumer<Message>> receivers() {
      return Map.of(topic, this::receive);
    }

    private void receive(Message message) {
      Status now = read(message).orElse(OFFLINE);
      change(
          () -> {
            connection = now;
            suspected = false;
          },
          clientId);
    }

    @Override
    public boolean receiveOther(Message message) {
      return false; // the one topic has its receiver
    }

    @Override
    public void onUnreceivable(Message message, String reason) {
      log.warn(LOG, "{}: ignored: {}", message.topic(), reason);
    }

    @Override
    public void onConnected() {} // the broker sends what it has

    @Override
    public void onConnectionLost(Throwable cause) {} // the client's endpoint forgets all of them

    @Override
    public void onGivenUp(Throwable cause) {}
  }
}
