package io.mqttremoting.internal.connection;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.internal.transport.ConnectOptions;
import io.mqttremoting.internal.transport.Transport;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.wire.Message;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * While a connection is to another broker than the first, checks from time to time whether the
 * first accepts a connection again, and then has this connection moved there. Thread-safe.
 */
final class ReturnToFirst {
  private static final Logger LOG = LoggerFactory.getLogger(ReturnToFirst.class);

  /** How often to ask whether the connection can be moved without ending a call. */
  private static final Duration BETWEEN_TRIES = Duration.ofMillis(100);

  private static final int TRIES = 50;

  /** After how many moves that have failed the time between checks no longer doubles. */
  private static final int MAX_DOUBLINGS = 6;

  private final URI first;
  private final @Nullable Duration interval;
  private final ConnectOptions options;
  private final ConnectionSettings settings;
  private final StateMachine states;
  private final Connector checks; // guarded by itself
  private final @Nullable ClassLoader loader = Thread.currentThread().getContextClassLoader();
  private int failedMoves; // guarded by this
  private boolean moves; // guarded by this

  /** Moves a connection. */
  interface Mover {
    /**
     * Moves the connection to a broker, unless a call would end by that.
     *
     * @return false if a call is open that would end
     * @throws TransportException if the connection is lost or closed, or the thread is interrupted
     */
    boolean move(URI to) throws TransportException;
  }

  ReturnToFirst(ConnectionSettings settings, ConnectOptions options, StateMachine states) {
    this.first = settings.brokers().uris().get(0);
    this.interval = settings.brokers().returnToFirst();
    this.options = options;
    this.settings = settings;
    this.states = states;
    this.checks =
        new Connector(
            settings.brokers().inOrder(List.of(first)).followingReferences(false),
            settings.factories());
  }

  /** Begins to check in a thread of its own, if this link is not to the first broker. */
  void watch(Link link, Mover mover) {
    Duration between = interval;
    if (between == null) {
      return;
    }
    boolean there = link.broker().equals(first);
    synchronized (this) {
      failedMoves = there ? 0 : failedMoves + (moves ? 1 : 0);
      moves = false;
    }
    if (!there) {
      Thread thread =
          new Thread(
              () -> returnFrom(link, between, mover),
              "remoting-" + settings.clientId() + "-return");
      thread.setDaemon(true);
      thread.setContextClassLoader(loader);
      thread.start();
    }
  }

  private void returnFrom(Link link, Duration between, Mover mover) {
    try {
      boolean moved = false;
      while (!moved && !states.awaitLoss(link, pause(between))) {
        moved = isAccepted() && moved(link, mover);
      }
    } catch (TransportException e) {
      LOG.info("{} was not returned to: {}", first, e.getMessage());
    } catch (RuntimeException | Error e) {
      LOG.error("{} is not returned to", first, e);
    }
  }

  /**
   * A random time: a thousand programs should not return at once to a broker that is back. Longer
   * if the broker has accepted the check and then not the connection.
   */
  private synchronized Duration pause(Duration between) {
    double longer = Math.pow(2, Math.min(failedMoves, MAX_DOUBLINGS));
    double millis = between.toMillis() * longer * ThreadLocalRandom.current().nextDouble(0.5, 1.5);
    return Duration.ofMillis((long) Math.max(1, millis));
  }

  private boolean moved(Link link, Mover mover) throws TransportException {
    synchronized (this) {
      moves = true;
    }
    for (int i = 0; i < TRIES; i++) {
      if (mover.move(first)) {
        return true;
      }
      if (i == 0) {
        LOG.info("{}: calls are open that would end, so it moves to {} later", link, first);
      }
      if (states.awaitLoss(link, BETWEEN_TRIES)) {
        break;
      }
    }
    synchronized (this) {
      moves = false;
    }
    return false;
  }

  /**
   * Whether the first broker accepts a connection with these credentials. The client identifier is
   * another: a broker of the same cluster would end our connection.
   */
  private boolean isAccepted() throws TransportException {
    String clientId = settings.clientId() + "-check";
    ConnectOptions check =
        options.withClientId(clientId, settings.willOfOther(clientId, settings.session()));
    synchronized (checks) {
      return isAccepted(check);
    }
  }

  private boolean isAccepted(ConnectOptions check) throws TransportException {
    try (Transport accepted = checks.connect(check, new Ignoring())) {
      LOG.debug("{} accepts connections, with MQTT {}", first, accepted.version());
      return true;
    } catch (TransportException e) {
      if (e.code() == ErrorCode.CANCELLED) {
        throw e;
      }
      LOG.debug("{} does not accept connections yet", first, e);
      return false;
    }
  }

  private static final class Ignoring implements Transport.Listener {
    @Override
    public void onMessage(Message message) {}

    @Override
    public void onLost(Throwable cause) {}
  }
}
