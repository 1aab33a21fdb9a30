package io.mqttremoting.internal.client.presence;

import io.mqttremoting.internal.connection.BrokerConnection;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.wire.Message;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether messages to the services of one interface reach anybody, for what services say may have
 * changed since: then the broker is asked. Thread-safe.
 */
public final class Reachability {
  private static final Logger LOG = LoggerFactory.getLogger(Reachability.class);

  /** Within this, the MQTT library's threads pass on a message that it has taken. */
  private static final Duration PASSING_ON = Duration.ofMillis(10);

  private final String interfaceId;
  private final BrokerConnection connection;
  private final ServicePresence presence;
  private final BrokerAnswers broker;
  private final Supplier<Message> unheard;
  private volatile Confirmed confirmed = new Confirmed(0, -1);

  /** For which moment, and on which of our connections, it is confirmed that all are gone. */
  private record Confirmed(long moment, int connection) {}

  /**
   * Whether anybody of whom {@code presence} knows is reached.
   *
   * @param unheard makes a message to whose topic nobody is subscribed while no service is there
   */
  public Reachability(
      String interfaceId,
      BrokerConnection connection,
      ServicePresence presence,
      BrokerAnswers broker,
      Supplier<Message> unheard) {
    this.interfaceId = interfaceId;
    this.connection = connection;
    this.presence = presence;
    this.broker = broker;
    this.unheard = unheard;
  }

  /** Whether no service is there, as far as is known. Never waits. */
  public boolean seemsDown() {
    return presence.availability().down() && connection.isConnected();
  }

  /**
   * Whether no service is there that had begun to serve at this moment; waits for what the broker
   * has to say.
   */
  public boolean isDown(long asked) {
    if (!seemsDown()) {
      return false;
    }
    Confirmed known = confirmed;
    int current = presence.connections();
    if (known.connection == current && known.moment - asked >= 0) {
      return presence.availability().down();
    }
    try {
      long moment = broker.catchUp(asked);
      return connection.isConnected() && confirmDown(moment, current);
    } catch (TransportException e) {
      LOG.debug("{}: whether a service is there is not known", interfaceId, e);
      return false; // so sending will fail, too
    }
  }

  /**
   * Whether no service is there, after waiting a moment for the MQTT library's threads, if it has
   * taken a message that they have not passed on.
   */
  private boolean confirmDown(long moment, int current) {
    try {
      boolean down = presence.isDownFor(PASSING_ON);
      if (down) {
        confirmed = new Confirmed(moment, current);
      }
      return down;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // then without waiting
      return presence.availability().down();
    }
  }

  /**
   * Whether a message may be sent though no service is there as far as is known: one that says
   * nothing of itself may be. The broker has to say if nobody is subscribed, else fail-fast would
   * be lost. Waits for the broker.
   */
  public boolean mayReachOthers() {
    if (!connection.speaksMqtt5()) {
      return false; // which has no such word
    }
    try {
      return broker.isToldOfNobody(unheard.get());
    } catch (TransportException e) {
      LOG.debug("{}: whether others can be reached is not known", interfaceId, e);
      return false;
    }
  }
}
