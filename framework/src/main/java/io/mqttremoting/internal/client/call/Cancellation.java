package io.mqttremoting.internal.client.call;

import io.mqttremoting.internal.transport.TransportException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a service that nobody waits for a call any more; once, and if it can be told at this
 * moment.
 */
record Cancellation(String id, CallTerms terms, CallState.Addressed to) implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Cancellation.class);

  /** Sends this before long, unless too much waits. Never waits. */
  void sendLater() {
    if (to.memory() == null) {
      return; // others know no cancellation, or have not heard of it yet
    }
    if (!terms.threads().trySend(this)) {
      LOG.debug(
          "{}: a cancellation is left out, for too much waits or it is closed", terms.failures());
    }
  }

  @Override
  public void run() {
    try {
      terms
          .sender()
          .send(
              to.route().cancellation(id, terms.timeout(), to.memory()),
              terms.timeout(),
              refusal -> LOG.debug("{}: not cancelled", terms.failures(), refusal));
    } catch (TransportException e) {
      LOG.debug("{}: not cancelled: {}", terms.failures(), e.getMessage());
    }
  }
}
