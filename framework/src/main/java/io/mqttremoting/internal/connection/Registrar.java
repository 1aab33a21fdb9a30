package io.mqttremoting.internal.connection;

import io.mqttremoting.api.ErrorCode;
import io.mqttremoting.internal.transport.TransportException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Adds endpoints to a connection, and removes them. Thread-safe. */
final class Registrar {
  private static final Logger LOG = LoggerFactory.getLogger(Registrar.class);

  /**
   * How long to wait until the MQTT library reports a loss after an operation has failed because of
   * it.
   */
  private static final Duration TOLD_OF_LOSS = Duration.ofSeconds(1);

  private final StateMachine states;
  private final ChangeLock changes;
  private final Endpoints endpoints;
  private final Duration timeout;
  private final SecondConnection second;
  private final TopicSizes topicSizes = new TopicSizes();

  /** Makes a second connection after the first was lost. */
  interface SecondConnection {
    /**
     * Connects once, without a delay.
     *
     * @throws TransportException if automatic reconnect is off, or if that fails
     */
    void connect(TransportException loss) throws TransportException;
  }

  /**
   * Adds endpoints to {@code endpoints}.
   *
   * @param timeout how long one attempt to connect may take
   */
  Registrar(
      StateMachine states,
      ChangeLock changes,
      Endpoints endpoints,
      Duration timeout,
      SecondConnection second) {
    this.states = states;
    this.changes = changes;
    this.endpoints = endpoints;
    this.timeout = timeout;
    this.second = second;
  }

  /**
   * Adds an endpoint. When connected, subscribes for it before this returns. If the connection is
   * lost meanwhile, that may be by chance, or because the broker does not accept the subscription:
   * some brokers then end the connection. To find out, this subscribes once more on a second
   * connection, on which the other endpoints are restored first.
   *
   * @throws TransportException if the broker refuses, or ends the second connection as well; the
   *     endpoint is not added then, because it would end every connection
   */
  void register(Endpoint endpoint) throws TransportException {
    topicSizes.check(endpoint);
    changes.lock();
    try {
      states.checkOpen();
      Link link = states.link();
      if (link == null) {
        endpoints.add(endpoint);
        return;
      }
      Optional<TransportException> loss = addOrLose(link, endpoint);
      if (loss.isPresent()) {
        connectAgain(loss.get());
        Link again = states.link();
        if (again == null) { // the broker cannot be reached
          LOG.debug("Subscriptions wait for the next connect", loss.get());
          endpoints.add(endpoint);
          return;
        }
        loss = addOrLose(again, endpoint);
      }
      if (loss.isPresent()) {
        throw new TransportException(
            loss.get().code(),
            "the connection is lost whenever it subscribes to this: " + loss.get().getMessage(),
            loss.get());
      }
      endpoint.onConnected();
      endpoint.awaitPublished();
    } finally {
      changes.unlock();
    }
  }

  private void connectAgain(TransportException loss) throws TransportException {
    try {
      second.connect(loss);
    } catch (TransportException e) {
      if (e == loss) {
        throw loss;
      }
      states.checkOpen();
      LOG.debug("There is no second connection", e);
    }
  }

  /**
   * Adds an endpoint and subscribes for it.
   *
   * @return why the connection was lost meanwhile, if it was; the endpoint is not added then
   * @throws TransportException if the broker refuses
   */
  private Optional<TransportException> addOrLose(Link link, Endpoint endpoint)
      throws TransportException {
    endpoints.add(endpoint);
    try {
      endpoints.subscribe(link.transport(), endpoint);
      return Optional.empty();
    } catch (TransportException e) {
      endpoints.remove(endpoint);
      if (e.code() != ErrorCode.UNAVAILABLE || !states.awaitLoss(link, TOLD_OF_LOSS)) {
        throw e;
      }
      return Optional.of(e);
    }
  }

  /**
   * Removes an endpoint, and ends its subscriptions at the broker, unless the whole connection is
   * about to be closed.
   */
  void unregister(Endpoint endpoint) {
    boolean locked = !states.isClosing() && changes.tryLock(timeout);
    try {
      endpoints.remove(endpoint);
      Link link = states.link();
      if (link != null && !states.isClosing()) {
        endpoints.unsubscribe(link.transport(), endpoint);
      }
    } catch (TransportException e) {
      LOG.warn("Subscriptions could not be ended", e);
    } finally {
      if (locked) {
        changes.unlock();
      }
    }
  }
}
