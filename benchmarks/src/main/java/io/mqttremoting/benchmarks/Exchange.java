package io.mqttremoting.benchmarks;

/** What is done again and again to measure it. */
@FunctionalInterface
interface Exchange {
  /** Begins one exchange; the window that it was made for is told when it is complete. */
  void begin() throws Exception;
}
