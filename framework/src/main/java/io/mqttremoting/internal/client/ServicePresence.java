package io.mqttremoting.internal.client;

import io.mqttremoting.api.Listeners;
import io.mqttremoting.internal.concurrent.LogLimit;
import io.mqttremoting.internal.concurrent.Waiting;
import io.mqttremoting.internal.json.BadPayloadException;
import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.internal.wire.Status;
import io.mqttremoting.internal.wire.StatusCodec;
import java.time.Duration;
import java.util.ArrayList;
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

  /** Within this time, a service that has a status publishes it behind its first values. */
  private static final Duration ANNOUNCING = Duration.ofMillis(500);

  static final Status OFFLINE = Status.online(false);
  private static final int MAX_INSTANCES = 1000; // any client may claim to be one

  /** Who is told, by the MQTT library's threads, of what matters to open calls. */
  interface Listener {
    /** The service with this memory is there, perhaps again. */
    void onThere(String memory);

    /** One more service is there. */
    void onEntered();

    /** The service with this memory is gone. */
    void onGone(String memory);

    /**
     * All services that were ever known are gone.
     *
     * @param longAgo whether they were when the broker was asked, so that none of them has a call
     */
    void onDown(boolean longAgo);

    /** This one service has left a call without a reply, and is to be asked whether it is alive. */
    void onDoubt(Availability service);
  }

  private final Listener listener;
  private final LogLimit log;
  private final StatusCodec codec;
  private final ServiceConnections connections;
  private final Listeners<Consumer<Boolean>> availabilityHandlers = new Listeners<>();

  /** Those that say they are there, by the identifiers of their connections. */
  private final Map<String, Instance> instances = new HashMap<>();

  /** Those that have said that they are not there: the latest, for any client may claim that. */
  private final Set<String> left = new LinkedHashSet<>();

  /** Whether all services that said something of themselves have left or are lost. */
  private boolean allLeft;

  /** Whether a service that says nothing of itself has published something since then. */
  private boolean othersSpeak;

  /** When that began, by {@link System#nanoTime()}. */
  private long othersSpeakSince;

  /** How many connections have been lost so far. */
  private volatile int losses;

  /** For which moment it is confirmed that all are gone; {@code null} if it never was. */
  private Long downAt;

  /** Whether some of the instances are not trusted. */
  private volatile boolean someDoubted;

  private boolean closed;
  private volatile Availability availability = Availability.UNKNOWN;

  ServicePresence(Clients clients, Listener listener, LogLimit log) {
    this.log = log;
    this.listener = listener;
    this.codec = new StatusCodec();
    this.connections = clients.serviceConnections();
  }

  /** What is known at this moment. */
  Availability availability() {
    return availability;
  }

  /** Handlers of {@link Availability#there()}, called by the MQTT library's threads. */
  Listeners<Consumer<Boolean>> availabilityHandlers() {
    return availabilityHandlers;
  }

  /** Whether the connection of one of those known has not said anything yet. */
  synchronized boolean lacksConnections() {
    return instances.values().stream().anyMatch(instance -> !instance.isConnectionKnown());
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
            instance.heard(message);
            listen(instance);
          }
        },
        clientId,
        message);
  }

  /** Takes what the connection at {@code clientId} says of itself; called by the MQTT library. */
  void onConnectionStatus(String clientId, Status status, Message message) {
    change(
        () -> {
          Instance instance = instances.get(clientId);
          if (instance != null) { // else it has just left
            instance.connection = status;
            instance.heard(message);
          }
        },
        clientId,
        message);
  }

  /** Listens to the connection of an instance as long as that is known. */
  private void listen(Instance instance) {
    if (instances.get(instance.clientId) == instance) {
      instance.connection = connections.follow(instance.clientId, this);
    } else {
      connections.unfollow(instance.clientId, this);
    }
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
      List<Instance> lost = instances.values().stream().filter(Instance::isLost).toList();
      instances.values().removeAll(lost);
      lost.forEach(this::listen);
    }
    if (instances.size() >= MAX_INSTANCES) {
      log.error(LOG, "{}: ignored, for {} instances are known", message.topic(), MAX_INSTANCES);
      return null;
    }
    Instance instance = new Instance(clientId);
    instances.put(clientId, instance);
    return instance;
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
  private void change(Runnable changing, String clientId, Message message) {
    Availability before;
    Availability now;
    String memoryBefore;
    String memoryNow;
    String awaitedBefore;
    String awaitedNow;
    Availability doubted = null;
    boolean entered;
    synchronized (this) {
      boolean thereBefore = isThere(clientId);
      before = availability;
      memoryBefore = memoryOf(clientId);
      awaitedBefore = awaitedMemoryOf(clientId);
      changing.run();
      memoryNow = memoryOf(clientId);
      entered = !thereBefore && isThere(clientId);
      awaitedNow = awaitedMemoryOf(clientId);
      if (memoryNow != null && !memoryNow.equals(memoryBefore)) {
        doubted = instances.get(clientId).doubtAgain();
      }
      now = assess(before.memory());
      availability = now;
      notifyAll();
    }
    if (awaitedBefore != null && !awaitedBefore.equals(awaitedNow)) {
      listener.onGone(awaitedBefore);
    }
    if (memoryNow != null && !memoryNow.equals(memoryBefore)) {
      listener.onThere(memoryNow);
    }
    if (entered) {
      listener.onEntered();
    }
    if (now.down() && !before.down()) {
      listener.onDown(message.retained());
    }
    if (doubted != null) {
      listener.onDoubt(doubted);
    }
    tell(before, now);
  }

  /** Which connection this is, counted from 0. Called by the MQTT library. */
  int connections() {
    return losses;
  }

  /** What is known of all services. */
  private Availability assess(String preferred) {
    Availability found = Availability.of(instances.values(), !left.isEmpty(), preferred);
    othersSpeak &= allLeft && found.down();
    allLeft = found.down();
    return othersSpeak ? found.withOthers() : found;
  }

  /**
   * A value or a signal came. If no service is known to be there, one is that says nothing of
   * itself: in another language, say. Called by the MQTT library.
   */
  void onPublished(Message message) {
    if (message.retained() || !availability.down()) {
      return;
    }
    synchronized (this) {
      othersSpeakSince = othersSpeak ? othersSpeakSince : System.nanoTime();
      othersSpeak = allLeft;
      availability = assess(null);
      notifyAll();
    }
  }

  /**
   * Whether somebody has just begun to publish of whom it is not known yet whether a status comes
   * behind that: services publish their values first.
   */
  synchronized boolean mayBeAnnounced() {
    return othersSpeak && System.nanoTime() - othersSpeakSince < ANNOUNCING.toNanos();
  }

  /** Waits until that is known. */
  synchronized void awaitAnnouncement() {
    try {
      long left = othersSpeakSince + ANNOUNCING.toNanos() - System.nanoTime();
      Waiting.until(this, () -> !mayBeAnnounced(), Duration.ofNanos(left));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // then without waiting
    }
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
   * The memory that open calls may wait for: that of an instance that is there, or was when our
   * connection was lost and of whose connection nothing has been heard since. {@code null} if there
   * is none.
   */
  private String awaitedMemoryOf(String clientId) {
    Instance instance = instances.get(clientId);
    return instance == null || !instance.isAwaited() ? null : instance.status.memory();
  }

  /**
   * A call that was addressed to this memory had no reply in time: the service may be slow, or not
   * be there any more without anybody being able to tell, for a broker that is started again keeps
   * what services said that ended with it. Until that is known, calls go to others, if there are
   * others.
   */
  void doubt(String memory) {
    List<Availability> doubted = new ArrayList<>();
    synchronized (this) {
      for (Instance instance : instances.values()) {
        if (instance.trust == Trust.TRUSTED && memory.equals(memoryOf(instance.clientId))) {
          instance.trust = Trust.DOUBTED;
          doubted.add(instance.alone());
        }
      }
      someDoubted |= !doubted.isEmpty();
      availability = assess(null);
    }
    doubted.forEach(listener::onDoubt);
  }

  /**
   * The service with this memory was asked whether it is alive, and did not answer: until it speaks
   * again, calls are addressed to others, or to nobody in particular.
   */
  synchronized void onSilence(String memory) {
    for (Instance instance : instances.values()) {
      if (instance.trust == Trust.DOUBTED && memory.equals(memoryOf(instance.clientId))) {
        instance.trust = Trust.SILENT;
      }
    }
    availability = assess(null);
  }

  /**
   * There was a reply.
   *
   * @param memory to which the call was addressed; {@code null} for nobody in particular
   */
  void onAnswer(String memory) {
    if (!someDoubted) {
      return;
    }
    synchronized (this) {
      List<Instance> there = instances.values().stream().filter(Instance::isThere).toList();
      for (Instance instance : there) {
        boolean answered =
            memory == null ? there.size() == 1 : memory.equals(instance.status.memory());
        if (answered) {
          instance.trust = Trust.TRUSTED;
        }
      }
      someDoubted = instances.values().stream().anyMatch(i -> i.trust != Trust.TRUSTED);
      availability = assess(null);
    }
  }

  /** The services that seem to be there and know nothing of each other. */
  synchronized Several several() {
    Set<String> connections = new TreeSet<>();
    Set<String> groups = new TreeSet<>();
    for (Instance instance : instances.values()) {
      if (instance.isThere() && instance.trust != Trust.SILENT) {
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

  /**
   * The connection is lost: what was known may not be true any more. But who was there is not
   * forgotten, for open calls wait for it: should it be gone on the next connect, they end.
   */
  void forget() {
    Availability before;
    Availability now;
    synchronized (this) {
      before = availability;
      instances.values().forEach(Instance::forgetConnection);
      left.clear();
      losses++;
      downAt = null;
      now = assess(null);
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
      known.forEach(this::listen);
      availability = Availability.UNKNOWN;
      notifyAll();
    }
    tell(before, Availability.UNKNOWN);
  }

  /**
   * How much calls may rely on a service that is there. In the order in which they are preferred.
   */
  enum Trust {
    /** It has answered, or was not asked yet. */
    TRUSTED,
    /** It has left a call without a reply, and is being asked whether it is alive. */
    DOUBTED,
    /** It does not answer at all. */
    SILENT
  }

  /** One service, by the connection it is on. */
  static final class Instance {
    private final String clientId;
    private Status status;
    private Status connection; // null while not known
    private boolean thereAtLoss; // when our connection was lost
    private Trust trust = Trust.TRUSTED;

    Instance(String clientId) {
      this.clientId = clientId;
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

    /** Whether it is there, or may be there still, as it was when our connection was lost. */
    boolean isAwaited() {
      return isThere() || (thereAtLoss && connection == null && status.online());
    }

    void forgetConnection() {
      thereAtLoss = isAwaited();
      connection = null;
    }

    Trust trust() {
      return trust;
    }

    /** It is known to be alive if it speaks; what a broker kept was perhaps said long ago. */
    private void heard(Message message) {
      if (!message.retained()) {
        trust = Trust.TRUSTED;
      }
    }

    /**
     * It is there again as far as the broker knows. If it was not trusted before, it is to be asked
     * once more, for the silence may have been that of our own connection.
     *
     * @return what is known of it; {@code null} if it is trusted
     */
    private Availability doubtAgain() {
      if (trust == Trust.TRUSTED) {
        return null;
      }
      trust = Trust.DOUBTED;
      return alone();
    }

    /** What is known of it, as if there were no other. */
    private Availability alone() {
      return Availability.of(List.of(this), false, null);
    }
  }
}
