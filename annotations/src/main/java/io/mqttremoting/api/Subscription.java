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

  /**
   * Has the handler called with the next value that is set, even if that equals the present one.
   * For whoever learns that others no longer know the present value: in a group of services,
   * another member has published its own. What {@link ObservableValue#onChange} returns does so;
   * others need not. May be called by threads that must not wait.
   */
  default void reportNext() {}
}
