package io.mqttremoting.internal.client.presence;

import io.mqttremoting.internal.connection.BrokerConnection;
import io.mqttremoting.internal.transport.TransportException;
import io.mqttremoting.internal.wire.Message;

/**
 * What the broker of one connection answers to questions about presence. All of it waits for the
 * broker, so it is not for threads of the MQTT library. Thread-safe.
 */
public final class BrokerAnswers {
  private final BrokerConnection connection;
  private volatile Boolean toldOfNobody; // null while not known
  private Long caughtUp; // by System.nanoTime(); null if never; guarded by this

  /** Answers of the broker of {@code connection}. */
  public BrokerAnswers(BrokerConnection connection) {
    this.connection = connection;
  }

  /**
   * Waits until all is known that the broker had to say at this moment, or after it. Several who
   * ask at the same time wait for one answer.
   *
   * @return the moment that is known of
   */
  synchronized long catchUp(long asked) throws TransportException {
    if (caughtUp == null || caughtUp - asked < 0) {
      long now = System.nanoTime();
      if (!connection.awaitWhatIsKept()) {
        connection.awaitAnswer(); // at least what it had sent is there
      }
      caughtUp = now;
    }
    return caughtUp;
  }

  /**
   * Whether the broker says of messages that nobody is subscribed to their topic; asks it once for
   * each connection, and waits for the answer.
   *
   * @param unheard a message to whose topic nobody is subscribed
   */
  boolean isToldOfNobody(Message unheard) throws TransportException {
    Boolean known = toldOfNobody;
    if (known == null) {
      known = !connection.sender().publishAndWait(unheard);
      toldOfNobody = known;
    }
    return known;
  }

  /** The connection is lost: the next may be to another broker. */
  public void forget() {
    toldOfNobody = null;
  }
}
