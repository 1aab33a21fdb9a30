package io.mqttremoting.internal.client.presence;

import java.util.function.Consumer;

/**
 * Pings services of one interface. A service answers at once with its clock, whatever its
 * implementation is doing. Thread-safe.
 */
public interface Ping {
  /**
   * The result of a ping.
   *
   * @param answered whether the service has answered
   * @param silent whether it did not answer although it should have
   * @param clock the service's clock when it answered, in milliseconds; 0 if the answer does not
   *     contain it
   */
  record Answer(boolean answered, boolean silent, long clock) {
    /** The service does not answer. */
    public static final Answer SILENCE = new Answer(false, true, 0);

    /**
     * The ping could not be sent, or ended with the connection, so it says nothing about the
     * service.
     */
    public static final Answer UNKNOWN = new Answer(false, false, 0);

    /** The service is alive. */
    public static Answer clock(long millis) {
      return new Answer(true, false, millis);
    }
  }

  /**
   * Pings one service; waits if too many messages are unsent.
   *
   * @param receiver called once with the result, by any thread; must not block
   */
  void send(Availability service, Consumer<Answer> receiver);
}
