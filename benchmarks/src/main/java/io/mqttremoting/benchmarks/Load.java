package io.mqttremoting.benchmarks;

/**
 * How much is under way at a time.
 *
 * @param clients each with a connection and a thread of its own
 * @param inFlight of each client
 */
record Load(int clients, int inFlight) {
  static final Load ONE_AT_A_TIME = new Load(1, 1);
}
