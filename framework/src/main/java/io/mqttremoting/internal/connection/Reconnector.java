package io.mqttremoting.internal.connection;

import io.mqttremoting.api.ConnectionEvent;
import io.mqttremoting.api.ConnectionState;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.internal.concurrent.Waiting;
import io.mqttremoting.internal.transport.TransportException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Connects in its own thread, again and again until that succeeds or it gives up. Thread-safe. */
final class Reconnector {
  private static final Logger LOG = LoggerFactory.getLogger(Reconnector.class);

  /** The work of this thread. */
  interface Work {
    /** Notifies endpoints that the connection was lost, unless that was done. */
    void handleLoss();

    /** Whether there is a connection, perhaps because another thread has connected. */
    boolean isConnected();

    /**
     * Tries to connect once to each of the brokers.
     *
     * @param onLost called when that connection is lost: with the reason, and with how long
     *     everything was restored on it; never waits
     */
    void connect(BiConsumer<Throwable, Duration> onLost) throws TransportException;

    /**
     * Waits while another thread connects. If there is still no connection, notifies endpoints that
     * there will be none.
     *
     * @param cause the last failure; {@code null} if there was none
     * @return whether there is no connection
     */
    boolean giveUp(@Nullable Throwable cause);
  }

  private final String name;
  private final int maxAttempts;
  private final ReconnectDelays delays; // used only by that thread
  private final Work work;
  private final Consumer<ConnectionEvent> events;

  /** For credentials and TLS settings of the user, whichever thread notices the loss. */
  private final @Nullable ClassLoader loader = Thread.currentThread().getContextClassLoader();

  private @Nullable Thread thread;
  private @Nullable Loss loss; // the one that connect() has not begun with
  private boolean asked; // for an attempt, since connect() has begun
  private boolean stopped;

  /**
   * The loss after which to connect.
   *
   * @param cause why the connection was lost; empty if there was none yet
   * @param whole how long everything was restored on it
   * @param nanoTime when it was lost, by {@link System#nanoTime()}
   */
  private record Loss(Optional<Throwable> cause, Duration whole, long nanoTime) {
    Duration outage() {
      return Duration.ofNanos(System.nanoTime() - nanoTime);
    }
  }

  /** One attempt of this thread, and the loss of the connection that it makes. */
  private final class Attempt {
    private @Nullable Loss own;
    private boolean failed;

    void onLost(Throwable cause, Duration whole) {
      synchronized (Reconnector.this) {
        if (!failed) {
          own = new Loss(Optional.of(cause), whole, System.nanoTime());
          start(own);
        }
      }
    }

    /**
     * Notes that it has failed: a loss of its connection does not count, even if it comes later.
     */
    void fail() {
      if (work.isConnected()) {
        return; // in spite of the failure, so a loss of this connection counts
      }
      synchronized (Reconnector.this) {
        failed = true;
        if (Objects.equals(loss, own)) {
          loss = null;
        }
      }
    }
  }

  Reconnector(String name, Backoff backoff, Work work, Consumer<ConnectionEvent> events) {
    this.name = name;
    this.maxAttempts = backoff.maxAttempts();
    this.delays = new ReconnectDelays(backoff);
    this.work = work;
    this.events = events;
  }

  /** Makes at least one attempt, in the background, unless there is a connection. */
  synchronized void ask() {
    if (!stopped) {
      asked = true;
      startThread();
    }
  }

  /**
   * Connects after a loss, in the background; never waits.
   *
   * @param cause why the connection was lost
   * @param whole how long everything was restored on it
   */
  void start(Throwable cause, Duration whole) {
    start(new Loss(Optional.of(cause), whole, System.nanoTime()));
  }

  private synchronized void start(Loss next) {
    if (!stopped) {
      loss = next;
      startThread();
      notifyAll(); // if it sleeps: another thread had connected
    }
  }

  private void startThread() {
    if (thread == null) {
      Thread beginning = new Thread(this::connectWhileNeeded, name);
      beginning.setDaemon(true);
      beginning.setContextClassLoader(loader);
      beginning.start(); // may fail: then the field remains null
      thread = beginning;
    }
  }

  /** Whether the thread runs. */
  synchronized boolean isRunning() {
    return thread != null;
  }

  /** Stops for good; interrupts the attempt that is being made. */
  synchronized void stop() {
    stopped = true;
    if (thread != null) {
      thread.interrupt();
    }
  }

  private void connectWhileNeeded() {
    for (Begin next = begins(); next != null; next = begins()) {
      try {
        connect(next);
      } catch (RuntimeException | Error e) { // of listeners; start() begins again
        LOG.error("Connecting ended", e);
      }
    }
  }

  /** What to begin with: a loss, or {@code asked} for at least one attempt. */
  private record Begin(Loss loss, boolean asked) {}

  /** With what to begin; {@code null} if there is nothing to do, then this thread ends. */
  private synchronized @Nullable Begin begins() {
    if (stopped || (loss == null && !asked)) {
      thread = null;
      return null;
    }
    Loss none = new Loss(Optional.empty(), Duration.ZERO, System.nanoTime());
    Begin next = new Begin(loss == null ? none : loss, asked);
    loss = null;
    asked = false;
    return next;
  }

  private void connect(Begin begin) {
    Loss lost = begin.loss();
    work.handleLoss();
    delays.lost(lost.whole());
    Optional<Throwable> cause = lost.cause();
    int allowed = begin.asked() ? Math.max(maxAttempts, 1) : maxAttempts;
    int failures = 0;
    Told told = new Told();
    while (isNeeded()) {
      if (failures >= allowed) {
        giveUp(failures, cause);
        return;
      }
      events.accept(new ConnectionEvent(ConnectionState.CONNECTING, failures, cause));
      if (cause.isPresent() && !sleep(delays.next(lost.outage()))) {
        break;
      }
      Optional<Throwable> failure = failureOf(failures + 1, lost, told);
      if (failure.isEmpty()) {
        return; // if that is lost, this begins again
      }
      cause = failure;
      failures++;
    }
    if (begin.asked() && failures == 0 && hasOtherLoss()) {
      ask();
    }
  }

  /** isStopped() last: close() calls stop() before it removes the link. */
  private boolean isNeeded() {
    return !hasOtherLoss() && !work.isConnected() && !isStopped();
  }

  private void giveUp(int failures, Optional<Throwable> cause) {
    if (!work.giveUp(cause.orElse(null)) || isStopped() || hasOtherLoss()) {
      return; // another thread was faster
    }
    boolean tried = failures > 0;
    if (tried) {
      LOG.error("Gave up connecting after {} attempts", failures, cause.orElse(null));
    }
    ConnectionState state = tried ? ConnectionState.GAVE_UP : ConnectionState.DISCONNECTED;
    events.accept(new ConnectionEvent(state, failures, cause));
  }

  /** Makes one attempt; empty if it succeeds. */
  private Optional<Throwable> failureOf(int attempt, Loss lost, Told told) {
    Attempt current = new Attempt();
    try {
      work.connect(current::onLost);
      delays.connected();
      return Optional.empty();
    } catch (TransportException e) {
      current.fail();
      if (!isStopped()) {
        boolean expected = e.code() == ErrorCode.UNAVAILABLE && lost.cause().isPresent();
        Level level = expected ? Level.INFO : Level.WARN; // the loss was logged as a warning
        LOG.atLevel(told.add(e.getMessage()) ? level : Level.DEBUG)
            .log("Connecting failed, attempt {}: {}", attempt, e.getMessage());
      }
      return Optional.of(e);
    } catch (RuntimeException | Error e) {
      current.fail();
      LOG.atLevel(told.add(e.toString()) ? Level.ERROR : Level.DEBUG)
          .setCause(e)
          .log("Connecting failed, attempt {}", attempt);
      return Optional.of(e);
    }
  }

  /**
   * The failures of an outage that were logged: attempts may fail for hours, always for the same
   * reason.
   */
  private static final class Told {
    private static final int MAX_REASONS = 10;

    private final Set<String> reasons = new HashSet<>();

    /** Whether this reason is new and should be logged. */
    boolean add(String reason) {
      return reasons.size() < MAX_REASONS && reasons.add(reason);
    }
  }

  private synchronized boolean isStopped() {
    return stopped;
  }

  /** Whether a connection was made and lost since connect() has begun. */
  private synchronized boolean hasOtherLoss() {
    return loss != null;
  }

  /** Waits; false if this was stopped, or another connection was lost meanwhile. */
  private synchronized boolean sleep(Duration time) {
    try {
      Waiting.until(this, () -> stopped || hasOtherLoss(), time);
    } catch (InterruptedException e) {
      if (stopped) { // else it is no business of ours
        Thread.currentThread().interrupt();
      }
    }
    return !stopped && !hasOtherLoss();
  }
}
