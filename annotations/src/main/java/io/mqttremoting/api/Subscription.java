package io.mqttremoting.api;

/** The registration of a handler; closing it removes the handler. Thread-safe. */
@FunctionalInterface
public interface Subscription extends AutoCloseable {
  /**
   * Removes the handler. It is not called again after this method returns; a call that is already
   * running in another thread may still finish. Closing again has no effect.
   */
  @Override
  void close();

  /**
   * Makes the next value that is set be reported to the handler even if it equals the current one.
   * The library calls this when clients no longer have the current value: in a group of services,
   * another member has published its own. The subscriptions of {@link ObservableValue#onChange}
   * implement this; others need not. The implementation must not block.
   */
  default void reportNext() {}
}
