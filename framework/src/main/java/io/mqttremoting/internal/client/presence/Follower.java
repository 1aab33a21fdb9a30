package io.mqttremoting.internal.client.presence;

import io.mqttremoting.internal.concurrent.BoundedQueue;
import io.mqttremoting.internal.concurrent.LogLimit;
import io.mqttremoting.internal.concurrent.Waiting;
import io.mqttremoting.internal.connection.BrokerConnection;
import io.mqttremoting.internal.connection.Endpoint;
import io.mqttremoting.internal.transport.TransportException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Subscribes to the statuses of services' connections while they are wanted. However many services
 * come and go while the broker is slow, the number of queued changes is bounded by those that are
 * wanted or were subscribed to. Thread-safe.
 */
final class Follower {
  private static final Logger LOG = LoggerFactory.getLogger(Follower.class);

  private final LogLimit log = new LogLimit("presence of services");
  private final BrokerConnection connection;
  private final BoundedQueue asking;
  private final Predicate<Endpoint> wanted;

  /** The endpoints to be subscribed or unsubscribed, in the order of their changes. */
  private final Set<Endpoint> changed = new LinkedHashSet<>();

  private final Set<Endpoint> followed = new HashSet<>();

  /** The endpoint that is currently being subscribed or unsubscribed; {@code null} if none is. */
  private @Nullable Endpoint adjusting;

  private boolean busy;

  /**
   * Subscribes to the endpoints that are {@code wanted}.
   *
   * @param asking the queue in which subscriptions are made, because they wait for the broker
   * @param wanted called with or without the lock of this
   */
  Follower(BrokerConnection connection, BoundedQueue asking, Predicate<Endpoint> wanted) {
    this.connection = connection;
    this.asking = asking;
    this.wanted = wanted;
  }

  /** Queues subscribing to the endpoint if it is wanted, else unsubscribing from it. */
  void follow(Endpoint endpoint) {
    synchronized (this) { // puts concurrent calls in an order
      boolean wantedNow = wanted.test(endpoint);
      if (endpoint != adjusting && wantedNow == followed.contains(endpoint)) {
        changed.remove(endpoint); // it may have changed twice before its turn
      } else {
        changed.add(endpoint);
      }
      if (!busy && !changed.isEmpty()) {
        followNextLater();
      }
    }
  }

  /** Waits until all queued changes are done, at most this long. */
  synchronized void awaitFollowed(Duration timeout) {
    try {
      Waiting.until(this, () -> !busy, timeout);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // continues without waiting
    }
  }

  /** Needs the lock of this. If the queue is full, the next change tries again. */
  private void followNextLater() {
    busy = asking.tryExecute(0, this::followNext);
    if (!busy) {
      LOG.debug("Connections of services are not followed because the queue is full or closed");
    }
  }

  private void followNext() {
    try {
      Endpoint next = takeNext();
      if (next != null) {
        adjust(next);
      }
    } finally {
      synchronized (this) {
        adjusting = null;
        busy = false;
        if (!changed.isEmpty()) {
          followNextLater();
        }
        notifyAll();
      }
    }
  }

  private synchronized @Nullable Endpoint takeNext() {
    Iterator<Endpoint> all = changed.iterator();
    if (!all.hasNext()) {
      return null;
    }
    Endpoint next = all.next();
    all.remove();
    adjusting = next;
    return next;
  }

  /** Waits for the broker. */
  private void adjust(Endpoint endpoint) {
    boolean wantedNow = wanted.test(endpoint);
    if (wantedNow == isFollowed(endpoint)) {
      return;
    }
    if (!wantedNow) {
      connection.unregister(endpoint);
      setFollowed(endpoint, false);
      return;
    }
    try {
      connection.register(endpoint);
      setFollowed(endpoint, true);
    } catch (TransportException e) { // its next status, after a connect at the latest, tries again
      if (connection.isConnected()) {
        log.warn(LOG, "Presence at {} is not known: {}", endpoint, e.getMessage());
      } else { // closed or lost
        LOG.debug("Presence at {} is not known", endpoint, e);
      }
    }
  }

  private synchronized boolean isFollowed(Endpoint endpoint) {
    return followed.contains(endpoint);
  }

  private synchronized void setFollowed(Endpoint endpoint, boolean now) {
    if (now) {
      followed.add(endpoint);
    } else {
      followed.remove(endpoint);
    }
  }
}
