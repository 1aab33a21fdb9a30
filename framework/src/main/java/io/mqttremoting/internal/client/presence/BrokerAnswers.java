package io.mqttremoting.internal.client.presence;

import io.mqttremoting.internal.connection.BrokerConnection;
import io.mqttremoting.internal.connection.Sender;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.wire.Message;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Answers of one connection's broker to questions about presence. The methods that ask wait for the
 * broker, so threads of the MQTT library must not call them. Thread-safe.
 */
public final class BrokerAnswers {
  private static final Duration BETWEEN_REQUESTS = Duration.ofMillis(10);

  private final BrokerConnection connection;
  private final AtomicLong nextRequest = new AtomicLong(System.nanoTime());
  private volatile boolean tellsOfNobody;
  private @Nullable Long caughtUp; // by System.nanoTime(); null if never; guarded by this

  /** Asks the broker of {@code connection}. */
  public BrokerAnswers(BrokerConnection connection) {
    this.connection = connection;
  }

  /**
   * Waits until all retained messages have arrived that the broker held at the time {@code asked}
   * (by {@link System#nanoTime()}). Threads that ask at the same time wait for the same answer.
   *
   * @return the time for which this is known, {@code asked} or later
   */
  synchronized long catchUp(long asked) throws TransportException {
    if (caughtUp == null || caughtUp - asked < 0) {
      long now = System.nanoTime();
      if (!connection.awaitRetained()) {
        // Nobody here is subscribed to this. What the broker has sent comes before the answer.
        connection.unsubscribe(List.of(connection.statusTopic(connection.clientId()) + "/fence"));
      }
      caughtUp = now;
    }
    return caughtUp;
  }

  /**
   * Whether the broker reports when a topic has no subscribers. Publishes a probe and waits for the
   * acknowledgement, unless an earlier probe has shown that it does.
   *
   * @param probe the probe, a message to a topic without subscribers
   * @return false also if somebody has subscribed to that topic
   */
  boolean reportsMissingSubscribers(Message probe) throws TransportException {
    if (!tellsOfNobody && !connection.sender().ask(Sender.When.NOW, probe).await()) {
      tellsOfNobody = true;
    }
    return tellsOfNobody;
  }

  /**
   * How long, in nanoseconds, until the next interface of this connection may ask its services to
   * announce themselves.
   */
  long untilNextRequest() {
    long now = System.nanoTime();
    return nextRequest.updateAndGet(next -> Math.max(next, now) + BETWEEN_REQUESTS.toNanos()) - now;
  }

  /** The connection is lost; the next one may be to another broker. */
  void forget() {
    tellsOfNobody = false;
  }
}
