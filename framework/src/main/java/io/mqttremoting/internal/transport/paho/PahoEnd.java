package io.mqttremoting.internal.transport.paho;

import io.mqttremoting.internal.transport.SendRoom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a Paho client in any state, and frees its resources. This runs in a separate thread: Paho's
 * own threads cannot close it, and Paho swallows interrupts. Thread-safe.
 */
final class PahoEnd {
  private static final Logger LOG = LoggerFactory.getLogger(PahoEnd.class);
  private static final Duration DISCONNECT_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration THREADS_TIMEOUT = Duration.ofMillis(500);

  /** How long to wait until Paho's threads run; they start late on an overloaded machine. */
  private static final Duration BEGIN_TIMEOUT = Duration.ofMinutes(1);

  /** More than draining, disconnecting and ending the threads may take together. */
  private static final Duration END_TIMEOUT = Duration.ofSeconds(10);

  private final PahoClient client;
  private final PahoThreads threads;
  private final List<SendRoom> rooms;
  private final AtomicBoolean begun = new AtomicBoolean();

  /**
   * Ends {@code client}.
   *
   * @param rooms the messages that were handed to it
   */
  PahoEnd(PahoClient client, PahoThreads threads, List<SendRoom> rooms) {
    this.client = client;
    this.threads = threads;
    this.rooms = rooms;
  }

  /** Whether this is the first to end the connection. */
  boolean begins() {
    return begun.compareAndSet(false, true);
  }

  /** Disconnects, if this is the first to end the connection, and waits for that. */
  void close() {
    if (begins()) {
      awaitEnd(this::disconnect);
    }
  }

  /**
   * Ends an attempt to connect, which may still be going on even if the client has reported a
   * failure.
   */
  void giveUp() {
    begun.set(true);
    awaitEnd(
        () -> {
          client.giveUp(BEGIN_TIMEOUT);
          disconnectForcibly();
        });
  }

  /** Frees all resources in another thread, because the connection is lost. */
  void abandonLater() {
    PahoThreads.begin(this::abandon);
  }

  /** Reports the messages that the client has as lost. */
  void loseMessages() {
    rooms.forEach(SendRoom::lose);
  }

  /**
   * Ends the client and waits for that. An interrupted thread waits too, so that messages which
   * were handed over are sent; its interrupt flag is set again at the end.
   */
  private void awaitEnd(Runnable disconnecting) {
    Future<?> end =
        PahoThreads.begin(
            () -> {
              try {
                disconnecting.run();
              } finally {
                abandon();
              }
            });
    long due = System.nanoTime() + END_TIMEOUT.toNanos();
    boolean interrupted = false;
    while (!end.isDone() && due - System.nanoTime() > 0) {
      try {
        end.get(due - System.nanoTime(), TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        interrupted = true;
      } catch (ExecutionException | TimeoutException e) {
        LOG.warn("The client of {} did not end well", client.getServerURI(), e);
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void disconnect() {
    if (rooms.stream().allMatch(room -> room.drain(DISCONNECT_TIMEOUT))) {
      disconnectInPeace();
    } else { // Paho would wait for ever for messages it cannot send
      LOG.warn("Some messages were not taken by {} before the end", client.getServerURI());
      disconnectForcibly();
    }
  }

  private void disconnectInPeace() {
    try {
      client.disconnect(0).waitForCompletion(DISCONNECT_TIMEOUT.toMillis());
    } catch (MqttException e) {
      LOG.debug("Disconnecting from {} in peace failed", client.getServerURI(), e);
      disconnectForcibly();
    }
  }

  private void disconnectForcibly() {
    try {
      client.disconnectForcibly(0, 500, false);
    } catch (MqttException e) {
      LOG.debug("Disconnecting from {} by force failed", client.getServerURI(), e);
    }
  }

  /** Frees all resources, whatever state the client is in. */
  private void abandon() {
    try {
      if (client.isConnected()) {
        disconnectForcibly();
      }
      client.close(true);
    } catch (MqttException e) {
      LOG.debug("Closing the client of {} failed", client.getServerURI(), e);
    } finally {
      loseMessages();
      endThreads();
    }
  }

  /**
   * Lets the tasks that Paho has started run and end: its connecting thread waits for ever, and
   * ignores interrupts, if a receiver was started and never ran.
   */
  private void endThreads() {
    threads.shutdown();
    try {
      if (!threads.awaitTermination(THREADS_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the caller goes on without waiting
      threads.shutdownNow();
    }
  }
}
