package io.mqttremoting.internal.connection;

import io.mqttremoting.api.ConnectionEvent;
import io.mqttremoting.api.ConnectionState;
import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.internal.transport.TransportException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Connects in a thread of its own, again and again until that succeeds or is given up. */
final class Reconnector {
  private static final Logger LOG = LoggerFactory.getLogger(Reconnector.class);

  /** What is done in this thread. */
  interface Work {
    /** Tells whom it concerns of a lost connection, unless that was done. */
    void settleLoss();

    /** Whether somebody else has connected. */
    boolean isConnected();

    /**
     * Makes one round of attempts, at each of the brokers.
     *
     * @param onLost to be told when that connection is lost: why, and for how long everything was
     *     in place on it; never waits
     */
    void connect(BiConsumer<Throwable, Duration> onLost) throws TransportException;

    /** Tells whom it concerns that there will be no connection. */
    void giveUp(Throwable cause);
  }

  private final String name;
  private final int maxAttempts;
  private final ReconnectDelays delays; // used by the one thread alone
  private final Work work;
  private final Consumer<ConnectionEvent> events;

  private Thread thread;
  private Loss loss;
  private boolean wanted;
  private boolean stopped;

  /**
   * Why there is no connection.
   *
   * @param cause empty if there was none yet
   * @param whole how long everything was in place on the last one
   * @param nanoTime when it was lost, by {@link System#nanoTime()}
   */
  private record Loss(Optional<Throwable> cause, Duration whole, long nanoTime) {
    Duration outage() {
      return Duration.ofNanos(System.nanoTime() - nanoTime);
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
   * Begins, unless it has; never waits.
   *
   * @param cause why there is no connection any more; {@code null} if there was none yet
   * @param whole how long everything was in place on it
   */
  synchronized void start(Throwable cause, Duration whole) {
    if (stopped) {
      return;
    }
    wanted = true;
    loss = new Loss(Optional.ofNullable(cause), whole, System.nanoTime());
    if (thread == null) {
      Thread beginning = new Thread(this::run, name);
      beginning.setDaemon(true);
      beginning.start(); // which may fail
      thread = beginning;
    }
  }

  /** Whether it goes on trying. */
  synchronized boolean isRunning() {
    return thread != null;
  }

  /** Ends for good; an attempt that is being made is broken off. */
  synchronized void stop() {
    stopped = true;
    if (thread != null) {
      thread.interrupt();
    }
  }

  private void run() {
    while (begins()) {
      try {
        connect(loss());
      } catch (RuntimeException | Error e) { // of those who are told; begins again when asked to
        LOG.error("Connecting ended", e);
      }
    }
  }

  /** Whether to connect; if not, this thread is done. */
  private synchronized boolean begins() {
    boolean begins = wanted && !stopped;
    wanted = false;
    if (!begins) {
      thread = null;
    }
    return begins;
  }

  private synchronized Loss loss() {
    return loss;
  }

  private void connect(Loss lost) {
    work.settleLoss();
    delays.lost(lost.whole());
    Optional<Throwable> cause = lost.cause();
    Told told = new Told();
    // In this order: who closes the connection stops this before.
    for (int failures = 0; !work.isConnected() && !isStopped(); failures++) {
      if (failures >= maxAttempts) {
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
    boolean tried = failures > 0;
    if (tried) {
      LOG.error("Gave up connecting after {} attempts", failures, cause.orElse(null));
    }
    work.giveUp(cause.orElse(null));
    ConnectionState state = tried ? ConnectionState.GAVE_UP : ConnectionState.DISCONNECTED;
    events.accept(new ConnectionEvent(state, failures, cause));
  }

  /** Makes an attempt; empty if it succeeds. */
  private Optional<Throwable> failureOf(int attempt, Loss lost, Told told) {
    try {
      work.connect(this::start);
      delays.connected();
      return Optional.empty();
    } catch (TransportException e) {
      if (!isStopped()) {
        boolean expected = e.code() == ErrorCode.UNAVAILABLE && lost.cause().isPresent();
        Level level = expected ? Level.INFO : Level.WARN; // that it was lost has been a warning
        LOG.atLevel(told.add(e.getMessage()) ? level : Level.DEBUG)
            .log("Connecting failed, attempt {}: {}", attempt, e.getMessage());
      }
      return Optional.of(e);
    } catch (RuntimeException | Error e) {
      LOG.atLevel(told.add(e.toString()) ? Level.ERROR : Level.DEBUG)
          .setCause(e)
          .log("Connecting failed, attempt {}", attempt);
      return Optional.of(e);
    }
  }

  /** What the log has of an outage: attempts may fail for hours, each for the same reason. */
  private static final class Told {
    private static final int MAX_REASONS = 10;

    private final Set<String> reasons = new HashSet<>();

    /** Whether the log is to have this reason. */
    boolean add(String reason) {
      return reasons.size() < MAX_REASONS && reasons.add(reason);
    }
  }

  private synchronized boolean isStopped() {
    return stopped;
  }

  /** Waits; false if this was stopped. */
  private boolean sleep(Duration time) {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // by stop()
    }
    return !isStopped();
  }
}
