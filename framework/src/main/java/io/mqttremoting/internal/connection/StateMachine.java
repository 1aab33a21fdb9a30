package io.mqttremoting.internal.connection;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.api.MqttVersion;
import io.mqttremoting.internal.concurrent.Waiting;
import io.mqttremoting.internal.connection.State.Closed;
import io.mqttremoting.internal.connection.State.Connected;
import io.mqttremoting.internal.connection.State.Disconnected;
import io.mqttremoting.internal.connection.State.Restoring;
import io.mqttremoting.internal.transport.TransportException;
import java.time.Duration;

/**
 * Owns the {@link State} of one connection: each change replaces the value as a whole, one at a
 * time, and only if it is about the link that is in use. So a thread that tells of a loss late
 * changes nothing about the next connection.
 *
 * <p>Thread-safe. Reading takes no lock. The monitor is held for a change alone, never while others
 * are called.
 */
final class StateMachine {
  private final String noConnection;
  private final Disconnected beforeFirstAttempt;

  /** Written with the monitor held. */
  private volatile State state;

  private volatile boolean closing;

  /** Disconnected. Messages name {@code brokers}. */
  StateMachine(String brokers) {
    noConnection = "there is no connection to " + brokers;
    beforeFirstAttempt = new Disconnected(noConnection + "; connect first", null, null);
    state = beforeFirstAttempt;
  }

  /** The link in use; {@code null} without a connection. */
  Link link() {
    return state.link();
  }

  /** The link in use. */
  Link require() throws TransportException {
    State now = state;
    Link link = now.link();
    if (link == null) {
      throw TransportException.notConnected(whyNot(now));
    }
    return link;
  }

  /** The link in use, once all endpoints have published on it what they publish on each connect. */
  Link requireAnnounced() throws TransportException {
    State now = state;
    if (now instanceof Connected connected) {
      return connected.link();
    }
    if (now instanceof Restoring restoring && restoring.announced()) {
      return restoring.link();
    }
    throw TransportException.notConnected(whyNot(now));
  }

  private String whyNot(State now) {
    if (now instanceof Closed) {
      return "the connection is closed";
    }
    return now instanceof Disconnected disconnected ? disconnected.why() : noConnection;
  }

  /** Whether everything is restored on a connection. */
  boolean isConnected() {
    return state instanceof Connected;
  }

  boolean isClosed() {
    return state instanceof Closed;
  }

  void checkOpen() throws TransportException {
    if (isClosed()) {
      throw TransportException.notConnected("the connection is closed");
    }
  }

  /** The MQTT version in use, or that of the last connection; {@code null} before the first. */
  MqttVersion version() {
    return state.version();
  }

  /** The connection is about to be closed; what is going on still ends in its order. */
  void beginClosing() {
    closing = true;
  }

  boolean isClosing() {
    return closing;
  }

  /** An attempt to connect begins. */
  synchronized void attempted() {
    if (state == beforeFirstAttempt) {
      state = new Disconnected(noConnection, null, null);
    }
  }

  /** An attempt to connect has failed. */
  synchronized void failed(TransportException failure) {
    if (state instanceof Disconnected now) {
      state = new Disconnected(failure.getMessage(), now.untoldLoss(), now.version());
    }
  }

  /**
   * Puts a link in use.
   *
   * @throws TransportException if it is lost already, or the connection is closed
   */
  synchronized void use(Link link) throws TransportException {
    if (link.lost() != null) {
      throw TransportException.lostAtOnce("the connection", link.lost());
    }
    checkOpen(); // it may be closed while an attempt hangs
    state = new Restoring(link, false);
  }

  /** All endpoints have published what they publish on each connect. */
  synchronized void announced(Link link) {
    if (isInUse(link)) {
      state = new Restoring(link, true);
    }
  }

  /** Everything is restored. */
  synchronized void restored(Link link) {
    if (isInUse(link)) {
      state = new Connected(link, System.nanoTime());
    }
  }

  private boolean isInUse(Link link) {
    return state.link() == link && link.lost() == null;
  }

  /**
   * Fails unless a link is still in use.
   *
   * @throws TransportException if it was lost meanwhile, or the connection is closed
   */
  synchronized void checkInUse(Link link) throws TransportException {
    checkOpen();
    if (!isInUse(link)) {
      throw TransportException.lostAtOnce("the connection", link.lost());
    }
  }

  /**
   * A link is lost: it can no longer be put in use. If it is in use, it stays so until {@link
   * #lost}: nobody connects again before.
   *
   * @return whether it is in use
   */
  synchronized boolean isLosing(Link link, Throwable cause) {
    link.end(cause);
    return state.link() == link;
  }

  /**
   * The connection is lost, if this link is the one in use.
   *
   * @return for how long everything was restored on it; {@code null} if it was not in use any more
   */
  synchronized Duration lost(Link link, Throwable cause) {
    State before = state;
    if (before.link() != link) {
      return null;
    }
    String said = cause instanceof TransportException ? "; " + cause.getMessage() : "";
    state = new Disconnected(noConnection + said, cause, before.version());
    notifyAll();
    return before instanceof Connected connected
        ? Duration.ofNanos(System.nanoTime() - connected.sinceNanos())
        : Duration.ZERO;
  }

  /** Why the connection was lost, once; {@code null} if that was taken, or it was not lost. */
  synchronized Throwable takeLoss() {
    State now = state;
    if (now.untoldLoss() != null) {
      state =
          now instanceof Disconnected disconnected
              ? new Disconnected(disconnected.why(), null, now.version())
              : new Closed(null, now.version());
    }
    return now.untoldLoss();
  }

  /**
   * Waits until a link is not in use any more: an MQTT library tells of a loss by another thread
   * than that where something fails because of it.
   *
   * @return false if it still is
   * @throws TransportException if the thread is interrupted
   */
  synchronized boolean awaitLoss(Link link, Duration timeout) throws TransportException {
    try {
      return Waiting.until(this, () -> state.link() != link, timeout);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TransportException(ErrorCode.CANCELLED, "interrupted while waiting", e);
    }
  }

  /**
   * Closes for good.
   *
   * @return the state before
   */
  synchronized State close() {
    State before = state;
    if (!(before instanceof Closed)) {
      state = new Closed(before.untoldLoss(), before.version());
      notifyAll();
    }
    return before;
  }
}
