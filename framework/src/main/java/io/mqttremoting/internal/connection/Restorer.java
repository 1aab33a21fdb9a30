package io.mqttremoting.internal.connection;

import io.mqttremoting.api.ConnectionEvent;
import io.mqttremoting.api.ConnectionState;
import io.mqttremoting.internal.transport.Transport;
import io.mqttremoting.internal.transport.TransportException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connects, and restores everything on each connection: subscriptions, the values and statuses that
 * endpoints publish, and messages that the broker did not take on the last connection. Thread-safe;
 * must not be called by threads of the MQTT library.
 */
final class Restorer implements Reconnector.Work {
  private static final Logger LOG = LoggerFactory.getLogger(Restorer.class);

  /** How long to wait for the subscriptions that endpoints make after a connect. */
  private static final Duration FOLLOW_UPS = Duration.ofSeconds(1);

  private final StateMachine states;
  private final ChangeLock changes;
  private final LinkMaker links;
  private final Endpoints endpoints;
  private final Outgoing outgoing;
  private final StateEvents events;

  /** Restores the connection whose state {@code states} owns. */
  Restorer(
      StateMachine states,
      ChangeLock changes,
      LinkMaker links,
      Endpoints endpoints,
      Outgoing outgoing,
      StateEvents events) {
    this.states = states;
    this.changes = changes;
    this.links = links;
    this.endpoints = endpoints;
    this.outgoing = outgoing;
    this.events = events;
  }

  @Override
  public boolean isConnected() {
    return states.link() != null;
  }

  @Override
  public boolean giveUp(@Nullable Throwable cause) {
    whileLocked(
        changes::lockToConnect,
        () -> {
          notifyLoss();
          if (states.link() == null) {
            endpoints.notifyEach(endpoint -> endpoint.onGivenUp(cause));
          }
        });
    return states.link() == null;
  }

  @Override
  public void handleLoss() {
    whileLocked(changes::lock, this::notifyLoss);
  }

  private interface Locking {
    void lock() throws TransportException;
  }

  private void whileLocked(Locking locking, Runnable notifying) {
    try {
      locking.lock();
    } catch (TransportException e) {
      LOG.debug("Nobody is told that there is no connection: {}", e.getMessage());
      return;
    }
    try {
      notifying.run();
    } finally {
      changes.unlock();
    }
  }

  /** Notifies endpoints of a loss, before they are notified of a new connection. */
  private void notifyLoss() {
    Throwable cause = states.takeLoss();
    if (cause != null) {
      endpoints.notifyEach(endpoint -> endpoint.onConnectionLost(cause));
    }
  }

  /**
   * Connects, unless connected, and restores everything before it returns. Tries each of the
   * brokers once.
   *
   * @param onLost called by a thread of the MQTT library when that connection is lost: with the
   *     reason, and with how long everything was restored on it
   */
  @Override
  public void connect(BiConsumer<Throwable, Duration> onLost) throws TransportException {
    changes.lockToConnect();
    boolean connects;
    Link link;
    try {
      states.checkOpen();
      link = states.link();
      connects = link == null;
      if (link == null) {
        notifyLoss();
        link = subscribed(onLost);
        restore(link);
      }
    } finally {
      changes.unlock();
    }
    awaitFollowUps(link);
    if (connects) {
      states.checkInUse(link);
      events.tell(new ConnectionEvent(ConnectionState.CONNECTED, 0, Optional.empty()));
      outgoing.replies().sendAgain(); // without the lock, because it may wait
      Link made = link;
      links.returnToFirst(made, first -> move(made, first, onLost));
    }
  }

  /**
   * Moves the connection to another broker. Meanwhile senders wait, so no call fails. Calls that
   * can be sent again stay open; if another is open, this does nothing.
   *
   * @return false if a call is open that would end
   * @throws TransportException if the link is no longer in use, or the connection is closed
   */
  private boolean move(Link link, URI to, BiConsumer<Throwable, Duration> onLost)
      throws TransportException {
    TransportException reason =
        TransportException.notConnected("the connection moves from " + link.broker() + " to " + to);
    try {
      if (!leave(link, to, reason)) {
        return false;
      }
      events.tell(new ConnectionEvent(ConnectionState.CONNECTING, 0, Optional.of(reason)));
      try {
        connect(onLost);
      } catch (TransportException e) {
        if (!states.isClosed()) {
          LOG.warn("Moving from {} to {} failed: {}", link, to, e.getMessage());
        }
        onLost.accept(e, Duration.ZERO);
      } catch (RuntimeException | Error e) {
        if (states.link() == null) {
          onLost.accept(e, Duration.ZERO);
        }
        throw e;
      }
      return true;
    } finally {
      states.release();
    }
  }

  private boolean leave(Link link, URI to, TransportException reason) throws TransportException {
    changes.lock();
    try {
      if (!states.hold(link)) {
        throw TransportException.notConnected("the connection to " + link.broker() + " has ended");
      }
      if (endpoints.haveCallsToLose()) { // while held, none can begin
        return false;
      }
      links.leave(link, endpoints.shared(link.transport().version()), to);
      states.lost(link, reason);
      return true;
    } finally {
      changes.unlock();
    }
  }

  /**
   * Waits until the endpoints have what they asked for because of retained messages. Others need
   * the lock to ask for it, so this does not wait while adding an endpoint holds it.
   */
  private void awaitFollowUps(Link link) {
    if (changes.isHeld()) {
      endpoints.needingRetained().forEach(endpoint -> endpoint.awaitFollowUps(Duration.ZERO));
      return;
    }
    long end = System.nanoTime() + FOLLOW_UPS.toNanos();
    boolean more = false;
    for (Endpoint endpoint : endpoints.needingRetained()) {
      more |= endpoint.awaitFollowUps(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
    }
    if (end - System.nanoTime() <= 0) {
      LOG.info("{}: which services are online may not be known yet", link);
    } else if (more) {
      link.fence().await();
    }
  }

  /**
   * Makes a link, subscribes to everything, and puts the link in use. While the broker does not
   * answer, endpoints can be added and removed; but while the connection moves to another broker,
   * whoever adds one waits, as if it were connected all the time.
   */
  private Link subscribed(BiConsumer<Throwable, Duration> onLost) throws TransportException {
    Link link = null;
    boolean inUse = false;
    try {
      ChangeLock.Attempt attempt = () -> links.connect(this::resubscribe, onLost);
      link = states.isHeld() ? attempt.connect() : changes.lendDuring(attempt);
      endpoints.subscribeAll(link);
      links.use(link);
      inUse = true;
      return link;
    } catch (TransportException e) {
      states.failed(e);
      throw e;
    } finally {
      if (link != null && !inUse) {
        closeUnused(link.transport());
      }
    }
  }

  /**
   * Closes a transport; only logs an exception, so that it does not hide why the transport is not
   * used.
   */
  private static void closeUnused(Transport unused) {
    try {
      unused.close();
    } catch (RuntimeException | Error e) {
      LOG.error("A connection that is not used could not be closed", e);
    }
  }

  private void restore(Link link) throws TransportException {
    outgoing.offlineStatuses().sendAgain(); // also without any endpoint
    endpoints.notifyEach(Endpoint::onConnected);
    states.announced(link);
    link.release(); // last: a reply must not overtake values that changed before the connect
    states.restored(link);
    endpoints.notifyEach(Endpoint::awaitPublished);
    if (!endpoints.needingRetained().isEmpty()) {
      link.fence().await();
    }
    states.checkInUse(link);
  }

  /**
   * Subscribes again, so that the broker sends its retained messages again: it may have dropped
   * newer messages for this connection. Called by a worker thread.
   */
  private void resubscribe(Fence fence) {
    try {
      changes.lock();
    } catch (TransportException e) {
      LOG.debug("What the broker keeps is not asked for again", e);
      return;
    }
    try {
      Link link = states.link();
      List<Endpoint> asking = endpoints.needingRetained(); // under the lock, none can be removed
      if (link != null && link.fence() == fence && !asking.isEmpty()) {
        LOG.info(
            "So many messages waited for the connection to {} that some may have been dropped:"
                + " values and presence are asked for again; signals may be lost",
            link);
        endpoints.resubscribe(link, asking);
      }
    } catch (TransportException e) {
      LOG.debug("What the broker keeps was not asked for again", e);
    } finally {
      changes.unlock();
    }
  }
}
