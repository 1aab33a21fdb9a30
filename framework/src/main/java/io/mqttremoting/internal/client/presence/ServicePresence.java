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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which services of one interface are there, by what they say of themselves and what their
 * connections say (wire protocol, Presence). An instance is there while both say so. Services that
 * say nothing, as those of other languages, remain unknown. Thread-safe.
 */
public final class ServicePresence implements ConnectionListener {
  private static final Logger LOG = LoggerFactory.getLogger(ServicePresence.class);

  private final LogLimit log;
  private final StatusReader statuses;
  private final ServiceConnections connections;
  private final PresenceEvents events = new PresenceEvents();
  private final KnownServices known = new KnownServices(); // guarded by this
  private final OtherServices others = new OtherServices(); // guarded by this
  private volatile Snapshot now = new Snapshot(Availability.UNKNOWN, false, 0);

  /**
   * What is known at one moment; written under the lock of this.
   *
   * @param someDoubted whether some of the instances are not trusted
   * @param losses how many of our own connections have been lost so far
   */
  private record Snapshot(Availability availability, boolean someDoubted, int losses) {}

  /** Which services are there, as far as their {@code connections} say so, too. */
  public ServicePresence(ServiceConnections connections, LogLimit log) {
    this.log = log;
    this.statuses = new StatusReader(log);
    this.connections = connections;
  }

  /** Has a listener told of services that come and go. */
  public void listen(PresenceListener listener) {
    events.listen(listener);
  }

  /** What is known at this moment. */
  public Availability availability() {
    return now.availability;
  }

  /** Handlers of {@link Availability#there()}, called by the MQTT library's threads. */
  public Listeners<Consumer<Boolean>> availabilityHandlers() {
    return events.availabilityHandlers();
  }

  /** Which of our own connections this is, counted from 0. Called by the MQTT library. */
  public int connections() {
    return now.losses;
  }

  /** Whether the connection of a known service has not said anything yet. */
  public synchronized boolean lacksConnections() {
    return known.isAny(instance -> !instance.isConnectionKnown());
  }

  /** Takes what the service at {@code clientId} says of itself; called by the MQTT library. */
  public void receive(String clientId, Message message) {
    boolean cleared = message.payload().length == 0; // it is as if nothing was ever said
    Optional<Status> said = cleared ? Optional.empty() : statuses.read(message);
    Status status = said.orElse(StatusReader.OFFLINE);
    change(
        clientId,
        message.retained(),
        () -> {
          if (cleared || status.online()) {
            known.removeLeft(clientId);
          } else if (said.isPresent()) {
            known.addLeft(clientId);
          }
          if (status.online()) {
            enter(clientId, status, message);
          } else if (known.get(clientId) != null) {
            known.remove(clientId);
            connections.unfollow(clientId, this);
          }
        });
  }

  /** Follows the connection of an instance as long as the instance is known. */
  private void enter(String clientId, Status status, Message message) {
    ServiceInstance instance = known.get(clientId);
    if (instance == null && !hasRoomFor(message)) {
      return;
    }
    ServiceInstance entered =
        instance == null
            ? ServiceInstance.entered(clientId, status)
            : instance.withStatus(status).heard(message.retained());
    known.put(entered.withConnection(connections.follow(clientId, this)));
  }

  private boolean hasRoomFor(Message message) {
    if (known.isClosed()) {
      return false;
    }
    if (known.isFull()) {
      known.removeLost().forEach(lost -> connections.unfollow(lost.clientId(), this));
    }
    if (known.isFull()) {
      log.error(
          LOG,
          "{}: ignored, for {} instances are known",
          message.topic(),
          KnownServices.MAX_INSTANCES);
      return false;
    }
    return true;
  }

  @Override
  public void onConnectionStatus(String clientId, Status status, boolean retained) {
    change(
        clientId,
        retained,
        () -> {
          ServiceInstance instance = known.get(clientId);
          if (instance != null) { // else it has just left
            known.put(instance.withConnection(status).heard(retained));
          }
        });
  }

  /** Changes what is known of one instance, and tells whom it concerns. */
  private void change(String clientId, boolean retained, Runnable changing) {
    PresenceChange change;
    synchronized (this) {
      ServiceInstance before = known.get(clientId);
      Availability allBefore = now.availability;
      changing.run();
      Availability doubted = doubtAgain(before, known.get(clientId));
      assess(allBefore.memory());
      notifyAll();
      change =
          new PresenceChange(
              before, known.get(clientId), allBefore, now.availability, doubted, retained);
    }
    events.tell(change);
  }

  /**
   * If an instance that was not trusted is there again as far as the broker knows, it is to be
   * asked once more, for the silence may have been that of our own connection.
   *
   * @return what is known of it; {@code null} if it is not to be asked
   */
  private Availability doubtAgain(ServiceInstance before, ServiceInstance after) {
    if (PresenceChange.back(before, after) == null || after.trust() == Trust.TRUSTED) {
      return null;
    }
    ServiceInstance doubted = after.withTrust(Trust.DOUBTED);
    known.put(doubted);
    return Assessment.alone(doubted);
  }

  /** Concludes from what is known; to be called with the lock. */
  private void assess(String preferred) {
    Availability found = Assessment.of(known.all(), known.someLeft(), preferred);
    now =
        new Snapshot(
            others.complete(found),
            known.isAny(instance -> instance.trust() != Trust.TRUSTED),
            now.losses);
  }

  /**
   * A value or a signal came. If no service is known to be there, one is that says nothing of
   * itself: in another language, say. Called by the MQTT library.
   */
  public void onPublished(Message message) {
    if (message.retained() || !now.availability.down()) {
      return;
    }
    synchronized (this) {
      others.onPublished();
      assess(null);
      notifyAll();
    }
  }

  /**
   * Whether it is not known yet if a status follows what somebody has just begun to publish: if so,
   * it is about to be known to which service calls go.
   */
  public synchronized boolean mayBeAnnounced() {
    return others.mayBeAnnounced();
  }

  /** Waits until that is known. */
  public synchronized void awaitAnnouncement() {
    try {
      Waiting.until(this, () -> !others.mayBeAnnounced(), others.untilAnnounced());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // then without waiting
    }
  }

  /**
   * A call that was addressed to this memory had no reply in time: the service may be slow, or not
   * be there any more without anybody being able to tell, for a broker that is started again keeps
   * what services said that ended with it. Until that is known, calls go to others, if there are
   * others.
   */
  public void doubt(String memory) {
    List<Availability> doubted;
    synchronized (this) {
      doubted = known.doubt(memory);
      assess(null);
    }
    doubted.forEach(events::tellDoubt);
  }

  /**
   * The service with this memory was asked whether it is alive, and did not answer: until it speaks
   * again, calls are addressed to others, or to nobody in particular.
   */
  public synchronized void onSilence(String memory) {
    known.silence(memory);
    assess(null);
  }

  /**
   * There was a reply.
   *
   * @param memory to which the call was addressed; {@code null} for nobody in particular
   */
  public void onAnswer(String memory) {
    if (!now.someDoubted) {
      return;
    }
    synchronized (this) {
      known.trust(memory);
      assess(null);
    }
  }

  /** The services that seem to be there and do not know of each other. */
  synchronized Several several() {
    return known.several();
  }

  /** Waits until a service is known to be there, and tells whether one is. */
  public synchronized boolean awaitAvailable(Duration timeout) throws InterruptedException {
    Waiting.until(this, () -> now.availability.there() || known.isClosed(), timeout);
    return now.availability.there();
  }

  /** Whether no service is there for all of this time. */
  synchronized boolean isDownFor(Duration time) throws InterruptedException {
    return !Waiting.until(this, () -> !now.availability.down(), time);
  }

  /**
   * Our own connection is lost: what was known may not be true any more. But who was there is not
   * forgotten, for open calls wait for it: should it be gone on the next connect, they end.
   */
  public void forget() {
    Availability before;
    Availability after;
    synchronized (this) {
      before = now.availability;
      known.forgetConnections();
      now = new Snapshot(before, now.someDoubted, now.losses + 1);
      assess(null);
      after = now.availability;
    }
    events.tell(before, after);
  }

  /** The client, or its connection, is closed: nobody is there for it, now and later. */
  public void close() {
    Availability before;
    synchronized (this) {
      before = now.availability;
      known.close().forEach(instance -> connections.unfollow(instance.clientId(), this));
      now = new Snapshot(Availability.UNKNOWN, false, now.losses);
      notifyAll();
    }
    events.tell(before, Availability.UNKNOWN);
  }
}
