package io.mqttremoting.internal.client.presence;

import java.util.function.Consumer;

/**
 * Asks services of one interface whether they are alive, which they answer at once with their
 * clock, whatever their implementation is doing. Thread-safe.
 */
public interface Ping {
  /**
   * What came of a ping.
   *
   * @param answered whether the service has answered
   * @param silent whether it has not, though it should have
   * @param clock its clock after the ping was sent, in milliseconds; 0 if it does not say
   */
  record Answer(boolean answered, boolean silent, long clock) {
    /** The service does not answer. */
    public static final Answer SILENCE = new Answer(false, true, 0);

    /** The ping could not be sent, or ended with the connection: it says nothing. */
    public static final Answer UNKNOWN = new Answer(false, false, 0);

    /** The service is alive. */
    public static Answer clock(long millis) {
      return new Answer(true, false, millis);
    }
  }

  /**
   * Pings one service; waits for room to be sent.
   *
   * @param receiver told once what came of it, by any thread, which must not be held up
   */
  void send(Availability service, Consumer<Answer> receiver);
}
