package io.mqttremoting.internal.connection;

import io.mqttremoting.api.ConnectionEvent;
import io.mqttremoting.api.ConnectionState;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.internal.concurrent.Waiting;
import io.mqttremoting.internal.transport.TransportException;
import java.time.Duration;
import java.util.HashSet;
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
     * Notifies endpoints that there will be no connection, unless another thread has connected.
     *
     * @param cause the last failure; {@code null} if there was none
     */
    void giveUp(@Nullable Throwable cause);
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
  private boolean stopped;

  /**
   * The loss after which to connect.
   *
   * @param cause why the connection was lost; empty if there was none yet
   * @param whole how long everything was restored on it
   * @param nanoTime when it was lost, by {@link System#nanoTime()}
   * @param attempt the attempt of this thread that had made it; {@code null} if there was none
   */
  private record Loss(
      Optional<Throwable> cause, Duration whole, long nanoTime, @Nullable Attempt attempt) {
    Duration outage() {
      return Duration.ofNanos(System.nanoTime() - nanoTime);
    }

    /** Whether it is part of an attempt that failed. */
    boolean isFailure() {
      return attempt != null && attempt.failed;
    }
  }

  /** Notices the loss of the connection that this thread makes. */
  private final class Attempt implements BiConsumer<Throwable, Duration> {
    private volatile boolean failed;

    @Override
    public void accept(Throwable cause, Duration whole) {
      start(new Loss(Optional.of(cause), whole, System.nanoTime(), this));
    }
  }

  Reconnector(String name, Backoff backoff, Work work, Consumer<ConnectionEvent> events) {
    this.name = name;
    this.maxAttempts = backoff.maxAttempts();
    this.delays = new ReconnectDelays(backoff);
    this.work = work;
    this.events = events;
  }

  /**
   * Starts the thread, or tells it of another loss if it runs; never waits.
   *
   * @param cause why the connection was lost; {@code null} if there was none yet
   * @param whole how long everything was restored on it
   */
  void start(@Nullable Throwable cause, Duration whole) {
    start(new Loss(Optional.ofNullable(cause), whole, System.nanoTime(), null));
  }

  private synchronized void start(Loss next) {
    if (stopped) {
      return;
    }
    loss = next;
    if (thread == null) {
      Thread beginning = new Thread(this::run, name);
      beginning.setDaemon(true);
      beginning.setContextClassLoader(loader);
      beginning.start(); // may fail: then the field remains null
      thread = beginning;
    }
    notifyAll(); // if it sleeps, since another thread had connected
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

  private void run() {
    for (Loss next = begins(); next != null; next = begins()) {
      try {
        connect(next);
      } catch (RuntimeException | Error e) { // of listeners; start() begins again
        LOG.error("Connecting ended", e);
      }
    }
  }

  /** The loss after which to connect; {@code null} if there is none, then this thread ends. */
  private synchronized @Nullable Loss begins() {
    Loss next = stopped ? null : loss;
    loss = null;
    if (next == null) {
      thread = null;
    }
    return next;
  }

  private void connect(Loss lost) {
    work.handleLoss();
    delays.lost(lost.whole());
    Optional<Throwable> cause = lost.cause();
    int allowed =
        cause.isPresent() ? maxAttempts : Math.max(maxAttempts, 1); // or start() does nothing
    Told told = new Told();
    // isStopped() last: close() calls stop() before it removes the link.
    for (int failures = 0; !hasOtherLoss() && !work.isConnected() && !isStopped(); failures++) {
      if (failures >= allowed) {
        giveUp(failures, cause);
        return;
      }
      events.accept(new ConnectionEvent(ConnectionState.CONNECTING, failures, cause));
      if (cause.isPresent() && !sleep(delays.next(lost.outage()))) {
        return;
      }
      Optional<Throwable> failure = failureOf(failures + 1, lost, told);
      cause = failure.isPresent() ? failure : cause;
    }
  }

  private void giveUp(int failures, Optional<Throwable> cause) {
    forgetFailure();
    boolean tried = failures > 0;
    if (tried) {
      LOG.error("Gave up connecting after {} attempts", failures, cause.orElse(null));
    }
    work.giveUp(cause.orElse(null));
    if (isStopped()) {
      return; // while it waited for another thread
    }
    ConnectionState state = tried ? ConnectionState.GAVE_UP : ConnectionState.DISCONNECTED;
    events.accept(new ConnectionEvent(state, failures, cause));
  }

  /** Makes one attempt; empty if it succeeds. */
  private Optional<Throwable> failureOf(int attempt, Loss lost, Told told) {
    Attempt current = new Attempt();
    try {
      work.connect(current);
      delays.connected();
      return Optional.empty();
    } catch (TransportException e) {
      current.failed = true;
      if (!isStopped()) {
        boolean expected = e.code() == ErrorCode.UNAVAILABLE && lost.cause().isPresent();
        Level level = expected ? Level.INFO : Level.WARN; // the loss was logged as a warning
        LOG.atLevel(told.add(e.getMessage()) ? level : Level.DEBUG)
            .log("Connecting failed, attempt {}: {}", attempt, e.getMessage());
      }
      return Optional.of(e);
    } catch (RuntimeException | Error e) {
      current.failed = true;
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

  /** Whether a connection was lost that was made since this thread began with a loss. */
  private synchronized boolean hasOtherLoss() {
    return loss != null && loss.cause().isPresent() && !loss.isFailure();
  }

  /** Forgets a loss that was counted as a failed attempt. */
  private synchronized void forgetFailure() {
    if (loss != null && loss.isFailure()) {
      loss = null;
    }
  }

  /** Waits; false if this was stopped, or another connection was lost meanwhile. */
  private synchronized boolean sleep(Duration time) {
    try {
      Waiting.until(this, () -> stopped || hasOtherLoss(), time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // by stop()
    }
    return !stopped && !hasOtherLoss();
  }
}
