package io.mqttremoting.internal.client.presence;

import io.mqttremoting.internal.concurrent.BoundedQueue;
import io.mqttremoting.internal.connection.BrokerConnection;
import io.mqttremoting.internal.connection.Sender;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.wire.Message;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks services to announce themselves again if none is known to be online some time after their
 * interface was subscribed to. Some brokers keep retained messages only on the node of a cluster
 * where they were published, or do not send them to subscriptions with wildcards (docs/brokers.md).
 *
 * <p>The answer is the status itself and the values, on their usual topics. All clients hear it, so
 * those that wait longer need not ask: a thousand clients that start at once ask a few times.
 * Thread-safe.
 */
public final class AnnouncementRequest {
  private static final Logger LOG = LoggerFactory.getLogger(AnnouncementRequest.class);

  /** By then, retained statuses have arrived, also from brokers that send them late. */
  private static final Duration FIRST = Duration.ofMillis(600);

  private static final Duration LAST = Duration.ofMillis(1_600);

  /**
   * Some brokers end the connection of a client that does something forbidden, within this time.
   */
  private static final Duration TOLD_OF_REFUSAL = Duration.ofSeconds(2);

  private final BrokerConnection connection;
  private final ServicePresence presence;
  private final Supplier<Message> request;
  private final BoundedQueue asking;
  private final ScheduledExecutorService timers;
  private final BrokerAnswers broker;
  private volatile long asked; // by System.nanoTime(); 0 if not on this connection
  private volatile boolean mayBeForbidden;

  /**
   * Asks the services that {@code presence} does not know.
   *
   * @param request creates the request
   * @param asking the queue in which it is sent, because that may wait for the broker
   * @param broker says when: after a restart of the broker, thousands must not ask at once
   */
  public AnnouncementRequest(
      BrokerConnection connection,
      ServicePresence presence,
      Supplier<Message> request,
      BoundedQueue asking,
      ScheduledExecutorService timers,
      BrokerAnswers broker) {
    this.connection = connection;
    this.presence = presence;
    this.request = request;
    this.asking = asking;
    this.timers = timers;
    this.broker = broker;
  }

  /** Called when the interface is subscribed to on a connection. Never waits. */
  void onConnected() {
    int number = presence.connectionNumber();
    long random = ThreadLocalRandom.current().nextLong(FIRST.toNanos(), LAST.toNanos());
    long delay = random + broker.untilNextRequest();
    try {
      timers.schedule(() -> askLater(number), delay, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("Nobody is asked because the connection is closed", e);
    }
  }

  /** The connection is lost; if that may be the answer, this never asks again. */
  void onConnectionLost() {
    if (asked != 0 && System.nanoTime() - asked < TOLD_OF_REFUSAL.toNanos()) {
      mayBeForbidden = true;
      LOG.info("The connection was lost after asking who is online; this is not asked again");
    }
    asked = 0;
  }

  private void askLater(int number) {
    if (isNeeded(number) && !asking.tryExecute(0, () -> ask(number))) {
      LOG.debug("Nobody is asked because the queue is full or closed");
    }
  }

  private boolean isNeeded(int number) {
    return presence.connectionNumber() == number
        && !mayBeForbidden
        && connection.isConnected()
        && !presence.availability().online();
  }

  private void ask(int number) {
    if (!isNeeded(number)) {
      return;
    }
    try {
      asked = System.nanoTime();
      connection
          .sender()
          .publish(
              Sender.When.NOW,
              request.get(),
              refusal -> LOG.debug("Nobody is asked to announce itself", refusal));
    } catch (TransportException e) {
      LOG.debug("Nobody is asked to announce itself", e);
    }
  }
}
