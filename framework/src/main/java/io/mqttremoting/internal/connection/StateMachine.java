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
import org.jspecify.annotations.Nullable;

/**
 * Owns the {@link State} of one connection. Each change replaces the whole value, and only if it
 * concerns the link in use. So a thread that reports a loss late changes nothing about the next
 * connection.
 *
 * <p>Thread-safe. Reading takes no lock. The monitor is held only during a change, never while
 * other objects are called.
 */
final class StateMachine {
  private final String noConnection;
  private final Disconnected beforeFirstAttempt;

  /** Written with the monitor held. */
  private volatile State state;

  private volatile boolean closing;

  /** Whether nothing is to be sent because the connection moves; written with the monitor held. */
  private volatile boolean held;

  /** Starts disconnected; {@code brokers} names the brokers in error messages. */
  StateMachine(String brokers) {
    noConnection = "there is no connection to " + brokers;
    beforeFirstAttempt = new Disconnected(noConnection + "; connect first", null, null);
    state = beforeFirstAttempt;
  }

  /** The link in use; {@code null} without a connection. */
  @Nullable Link link() {
    return state.link();
  }

  /**
   * The link in use.
   *
   * @throws TransportException if there is none
   */
  Link require() throws TransportException {
    State now = state;
    Link link = now.link();
    if (link == null) {
      throw TransportException.notConnected(whyNot(now));
    }
    return link;
  }

  /**
   * The link in use, after all endpoints have published on it what they publish on each connect.
   *
   * @throws TransportException if there is none
   */
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

  /**
   * Like {@link #require}, but while the connection moves to another broker, first waits for that,
   * at most {@code patience}.
   */
  Link require(Duration patience) throws TransportException {
    if (held) {
      awaitMoved(patience);
    }
    return require();
  }

  private synchronized void awaitMoved(Duration patience) throws TransportException {
    try {
      Waiting.until(this, () -> !held, patience);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TransportException(ErrorCode.CANCELLED, "interrupted while waiting to send", e);
    }
  }

  /**
   * Lets senders wait from now on, if everything is restored on this link and it is in use; false
   * if not. {@link #use} and {@link #release} end that.
   */
  synchronized boolean hold(Link link) {
    held = state instanceof Connected && isInUse(link);
    return held;
  }

  /** Whether senders wait because the connection moves. */
  boolean isHeld() {
    return held;
  }

  /** Lets senders go on. */
  synchronized void release() {
    held = false;
    notifyAll();
  }

  private String whyNot(State now) {
    if (now instanceof Closed) {
      return "the connection is closed";
    }
    return now instanceof Disconnected disconnected ? disconnected.why() : noConnection;
  }

  /** Whether the broker is connected and everything is restored. */
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
  @Nullable MqttVersion version() {
    return state.version();
  }

  /** Notes that the connection is about to be closed; work in progress still ends normally. */
  void beginClosing() {
    closing = true;
  }

  boolean isClosing() {
    return closing;
  }

  /** Notes that an attempt to connect begins. */
  synchronized void attempted() {
    if (state == beforeFirstAttempt) {
      state = new Disconnected(noConnection, null, null);
    }
  }

  /** Notes that an attempt to connect has failed. */
  synchronized void failed(TransportException failure) {
    if (state instanceof Disconnected now) {
      state = new Disconnected(failure.getMessage(), now.untoldLoss(), now.version());
    }
  }

  /**
   * Puts a link in use.
   *
   * @throws TransportException if the link is already lost, or the connection is closed
   */
  synchronized void use(Link link) throws TransportException {
    if (link.lost() != null) {
      throw TransportException.lostAtOnce("the connection", link.lost());
    }
    checkOpen(); // close() does not wait for an attempt that hangs
    state = new Restoring(link, false);
    release();
  }

  /** Notes that all endpoints have published what they publish on each connect. */
  synchronized void announced(Link link) {
    if (isInUse(link)) {
      state = new Restoring(link, true);
    }
  }

  /** Notes that everything is restored on a link, if it is in use. */
  synchronized void restored(Link link) {
    if (isInUse(link)) {
      state = new Connected(link, System.nanoTime());
    }
  }

  private boolean isInUse(Link link) {
    return state.link() == link && link.lost() == null;
  }

  /**
   * Checks that a link is still in use.
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
   * Marks a link as lost: it can no longer be put in use. A link in use remains in use until {@link
   * #lost}, so that no thread reconnects before.
   *
   * @return whether the link is in use
   */
  synchronized boolean markLost(Link link, Throwable cause) {
    link.end(cause);
    return state.link() == link;
  }

  /**
   * Disconnects, if this link is the one in use.
   *
   * @return for how long everything was restored on it; {@code null} if it was no longer in use
   */
  synchronized @Nullable Duration lost(Link link, Throwable cause) {
    State before = state;
    if (before.link() != link) {
      return null;
    }
    if (link.lost() == null) { // disconnected on purpose
      link.end(cause);
    }
    String said = cause instanceof TransportException ? "; " + cause.getMessage() : "";
    state = new Disconnected(noConnection + said, cause, before.version());
    notifyAll();
    return before instanceof Connected connected
        ? Duration.ofNanos(System.nanoTime() - connected.sinceNanos())
        : Duration.ZERO;
  }

  /**
   * Returns why the connection was lost, and forgets it; {@code null} if it was already taken, or
   * the connection was not lost.
   */
  synchronized @Nullable Throwable takeLoss() {
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
   * Waits until a link is no longer in use. For a thread whose operation failed because the
   * connection was lost: another thread, of the MQTT library, reports the loss, perhaps later.
   *
   * @return false if the link is still in use
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
