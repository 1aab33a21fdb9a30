package io.mqttremoting.internal.client.call;

import io.mqttremoting.internal.transport.TransportException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a service that the caller no longer waits for a call. It is sent at most once, and only if
 * there is a connection.
 */
record Cancellation(String id, CallTerms terms, CallState.Routed to) implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Cancellation.class);

  /** Queues this for sending; dropped if the queue is full. Never waits. */
  void sendLater() {
    if (to.memoryId() == null) {
      return; // other services do not know cancellations, or may not have the call yet
    }
    if (!terms.threads().trySend(this)) {
      LOG.debug(
          "{}: a cancellation is not sent because the queue is full or closed", terms.failures());
    }
  }

  @Override
  public void run() {
    try {
      terms
          .sender()
          .send(
              to.route().cancellation(id, terms.timeout(), to.memoryId()),
              terms.timeout(),
              refusal -> LOG.debug("{}: not cancelled", terms.failures(), refusal));
    } catch (TransportException e) {
      LOG.debug("{}: not cancelled: {}", terms.failures(), e.getMessage());
    }
  }
}
