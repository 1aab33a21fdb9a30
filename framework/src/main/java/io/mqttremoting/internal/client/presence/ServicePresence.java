package io.mqttremoting.internal.client.presence;

import io.mqttremoting.api.Listeners;
import io.mqttremoting.internal.concurrent.LogLimit;
import io.mqttremoting.internal.concurrent.Waiting;
import io.mqttremoting.internal.wire.Message;
import io.mqttremoting.internal.wire.Status;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which services of one interface are online (wire protocol, Presence). An instance is online while
 * both its own status and the status of its connection say so. Services without a status, for
 * example in other languages, remain unknown. Thread-safe.
 */
public final class ServicePresence implements ConnectionListener {
  private static final Logger LOG = LoggerFactory.getLogger(ServicePresence.class);
  private static final int CLOSED = -1; // the number of no connection

  private final LogLimit log;
  private final StatusReader statuses;
  private final ServiceConnections connections;
  private final PresenceEvents events = new PresenceEvents();
  private final KnownServices known = new KnownServices(); // guarded by this
  private final ServicesWithoutStatus others = new ServicesWithoutStatus(); // guarded by this
  private volatile Heard heard = new Heard(); // on this connection
  private volatile Snapshot now = new Snapshot(Availability.UNKNOWN, false, 0);

  /**
   * What is known at one moment; written while holding the lock of this.
   *
   * @param someDoubted whether some instances are not trusted
   * @param losses how many of our own connections have been lost so far
   */
  private record Snapshot(Availability availability, boolean someDoubted, int losses) {}

  /** Combines the statuses of services with those of their {@code connections}. */
  public ServicePresence(ServiceConnections connections, LogLimit log) {
    this.log = log;
    this.statuses = new StatusReader(log);
    this.connections = connections;
  }

  /** Adds a listener to services that come and go. */
  public void listen(PresenceListener listener) {
    events.listen(listener);
  }

  /** What is currently known. */
  public Availability availability() {
    return now.availability;
  }

  /** Handlers of {@link Availability#online()}, called by the MQTT library's threads. */
  public Listeners<Consumer<Boolean>> availabilityHandlers() {
    return events.availabilityHandlers();
  }

  /** The number of our current connection, counted from 0. Never waits. */
  public int connectionNumber() {
    return now.losses;
  }

  /** What services have said on this connection. */
  Heard heard() {
    return heard;
  }

  /** Whether a service with exactly this status is known to be online. */
  synchronized boolean isCurrent(Status status) {
    return known.isAny(instance -> instance.isOnline() && instance.status().equals(status));
  }

  /** Waits, at most this long, until the connections of services are subscribed to. */
  public void awaitFollowed(Duration left) {
    connections.awaitFollowed(left);
  }

  /** Whether the connection status of a known service has not arrived yet. */
  public synchronized boolean lacksConnections() {
    return known.isAny(instance -> !instance.isConnectionKnown());
  }

  /** Takes the status of the service at {@code clientId}; called by the MQTT library. */
  public void receive(String clientId, Message message) {
    boolean cleared = message.payload().length == 0; // as if no status had ever been published
    Optional<Status> said = cleared ? Optional.empty() : statuses.read(message);
    Status status = said.orElse(StatusReader.OFFLINE);
    if (message.redelivered() && isNoNews(clientId, status)) {
      return;
    }
    change(
        clientId,
        message.mayBeOld(),
        () -> {
          known.note(clientId, cleared, said);
          if (status.online()) {
            heard.online(message);
            enter(clientId, status, message);
          } else if (known.get(clientId) != null) {
            known.remove(clientId);
            connections.unfollow(clientId, this);
          }
        });
  }

  /** If a status that was delivered again differs from the known one, asks for the newest. */
  private boolean isNoNews(String clientId, Status status) {
    boolean left;
    synchronized (this) {
      if (known.says(clientId, status)) {
        return true;
      }
      left = known.hasLeft(clientId);
    }
    onPerhapsOld(false);
    return left; // if it is back, it says so when it is asked
  }

  @Override
  public void onPerhapsOld(boolean retained) {
    events.tellPerhapsOld(retained);
  }

  /** Follows the status of an instance's connection while the instance is known. */
  private void enter(String clientId, Status status, Message message) {
    ServiceInstance instance = known.get(clientId);
    if (instance == null && !hasRoomFor(message)) {
      return;
    }
    ServiceInstance entered =
        instance == null
            ? ServiceInstance.entered(clientId, status)
            : instance.withStatus(status).heard(message.mayBeOld());
    known.put(entered.withConnection(connections.follow(clientId, this)));
  }

  private boolean hasRoomFor(Message message) {
    if (known.isFull()) {
      known.removeLost().forEach(lost -> connections.unfollow(lost.clientId(), this));
    }
    if (known.isFull()) {
      int most = KnownServices.MAX_INSTANCES;
      log.error(LOG, "{}: ignored because {} instances are known", message.topic(), most);
      return false;
    }
    return !known.isClosed();
  }

  @Override
  public void onConnectionStatus(String clientId, Status status, boolean retained) {
    change(
        clientId,
        retained,
        () -> known.change(clientId, it -> it.withConnection(status).heard(retained)));
  }

  /** Changes what is known of one instance, and tells the listeners. */
  private void change(String clientId, boolean retained, Runnable changing) {
    long since = System.nanoTime();
    PresenceChange change;
    synchronized (this) {
      ServiceInstance before = known.get(clientId);
      Availability allBefore = now.availability;
      changing.run();
      heard.status(retained);
      Availability doubted = known.doubtAgain(before, known.get(clientId));
      assess(allBefore.memoryId());
      if (!retained && now.availability.allKnownOffline()) {
        others.onLeft();
      }
      notifyAll();
      change =
          new PresenceChange(
              before, known.get(clientId), allBefore, now.availability, doubted, retained);
    }
    events.tell(change, since);
  }

  /** Updates the availability from what is known; needs the lock of this. */
  private void assess(@Nullable String preferred) {
    Availability found = Assessment.of(known.all(), known.someLeft(), preferred);
    boolean someDoubted = known.isAny(instance -> instance.trust() != Trust.TRUSTED);
    now = new Snapshot(others.complete(found), someDoubted, now.losses);
  }

  /**
   * A value or a signal arrived. If no service is known to be online, and none has just left, one
   * without a status must have published it. Called by the MQTT library.
   */
  public void onPublished(Message message) {
    if (message.mayBeOld() || !now.availability.allOffline()) {
      return;
    }
    synchronized (this) {
      if (others.onPublished()) {
        assess(null);
        notifyAll();
      }
    }
  }

  /** Whether a service has just begun to publish, whose status may still follow. */
  public synchronized boolean mayBeAnnounced() {
    return others.mayBeAnnounced();
  }

  /** Waits until that status has come, or can no longer be expected. */
  public synchronized void awaitAnnouncement() throws InterruptedException {
    Waiting.until(this, () -> !others.mayBeAnnounced(), others.untilAnnounced());
  }

  /** How much longer messages may arrive that a service published before it left. */
  public synchronized Duration untilNothingIsLate() {
    return others.untilNothingIsLate();
  }

  /**
   * A call addressed to this memory got no reply in time, so its service is pinged: a broker that
   * ended together with it still retains its online statuses. Until it answers, calls go to others.
   */
  public void doubt(String memoryId) {
    List<Availability> doubted;
    synchronized (this) {
      doubted = known.doubt(memoryId);
      assess(null);
    }
    doubted.forEach(events::tellDoubt);
  }

  /**
   * The service with this memory did not answer a ping. Until it is heard again, calls are
   * addressed to other services, or not addressed.
   */
  public synchronized void onSilence(String memoryId) {
    known.silence(memoryId);
    assess(null);
  }

  /** A reply has arrived, to a call that was addressed to this memory, if any. */
  public void onAnswer(@Nullable String memoryId) {
    if (now.someDoubted) {
      synchronized (this) {
        known.trust(memoryId);
        assess(null);
      }
    }
  }

  /** The services that seem to be online and do not know of each other. */
  synchronized CompetingServices several() {
    return known.several();
  }

  /** Waits until a service is known to be online; returns whether one is. */
  public synchronized boolean awaitAvailable(Duration timeout) throws InterruptedException {
    Waiting.until(this, () -> now.availability.online() || known.isClosed(), timeout);
    return now.availability.online();
  }

  /** Waits for this time; false as soon as a service is online. */
  synchronized boolean isDownFor(Duration time) throws InterruptedException {
    return !Waiting.until(this, () -> !now.availability.allOffline(), time);
  }

  /**
   * Our own connection is lost. Instances that were online are kept, because open calls wait for
   * them; the calls end if their service turns out to be offline on the next connection.
   */
  public void onConnectionLost() {
    Availability before;
    Availability after;
    synchronized (this) {
      before = now.availability;
      known.forgetConnections();
      heard = new Heard();
      now = new Snapshot(before, now.someDoubted, now.losses + 1);
      assess(null);
      after = now.availability;
    }
    events.tell(before, after);
  }

  /** The client or its connection is closed: from now on, no service is known to be online. */
  public void close() {
    Availability before;
    synchronized (this) {
      before = now.availability;
      known.close().forEach(instance -> connections.unfollow(instance.clientId(), this));
      now = new Snapshot(Availability.UNKNOWN, false, CLOSED);
      notifyAll();
    }
    events.tell(before, Availability.UNKNOWN);
  }
}
