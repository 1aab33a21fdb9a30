package io.mqttremoting.internal.spring;

import io.mqttremoting.RemotingConnection;
import io.mqttremoting.api.ConnectionState;
import io.mqttremoting.api.Subscription;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.springframework.context.SmartLifecycle;

/**
 * Starts the connections when all singletons are created, before web servers and schedulers start.
 * So these can call services from their beginning, unless there is no broker. Stopping has no
 * effect: what stops later may still call, and a connection cannot be opened again. {@link
 * RemotingConnections} closes them.
 */
final class ConnectionStarter implements SmartLifecycle {
  private static final int PHASE = 0;

  private final RemotingConnections connections;
  private final Duration timeout;
  private volatile boolean running;

  /** Waits for {@code timeout} at most. */
  ConnectionStarter(RemotingConnections connections, Duration timeout) {
    this.connections = connections;
    this.timeout = timeout;
  }

  @Override
  public void start() {
    running = true;
    long end = System.nanoTime() + timeout.toNanos();
    List<FirstAttempt> attempts =
        connections.all().stream().map(each -> FirstAttempt.of(each.connection())).toList();
    try {
      for (FirstAttempt attempt : attempts) {
        attempt.tried().await(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // stop waiting
    } finally {
      attempts.forEach(attempt -> attempt.listening().close());
    }
  }

  /** Opens {@code tried} when the connection is connected, or an attempt has failed. */
  private record FirstAttempt(CountDownLatch tried, Subscription listening) {
    static FirstAttempt of(RemotingConnection connection) {
      CountDownLatch tried = new CountDownLatch(1);
      Subscription listening =
          connection.onStateChanged(
              event -> {
                if (event.state() == ConnectionState.CONNECTED || event.failedAttempts() > 0) {
                  tried.countDown();
                }
              });
      connection.start();
      if (connection.isConnected()) { // already before, so there is no event
        tried.countDown();
      }
      return new FirstAttempt(tried, listening);
    }
  }

  @Override
  public void stop() {
    running = false;
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public int getPhase() {
    return PHASE;
  }
}
