package io.mqttremoting.api;

/** A handler that was added and can be taken away again. Thread-safe. */
@FunctionalInterface
public interface Subscription extends AutoCloseable {
  /**
   * Takes the handler away: it is not called again after this method returned, save for a call that
   * is already running in another thread. Closing twice is the same as closing once.
   */
  @Override
  void close();
}
