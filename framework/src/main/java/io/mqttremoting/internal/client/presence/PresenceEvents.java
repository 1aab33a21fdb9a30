package io.mqttremoting.internal.client.presence;

import io.mqttremoting.api.Listeners;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Tells listeners and users of changes. Thread-safe. */
final class PresenceEvents {
  private final Listeners<Consumer<Boolean>> availabilityHandlers = new Listeners<>();
  private final List<PresenceListener> listeners = new CopyOnWriteArrayList<>();

  void listen(PresenceListener listener) {
    listeners.add(listener);
  }

  Listeners<Consumer<Boolean>> availabilityHandlers() {
    return availabilityHandlers;
  }

  /**
   * Called without a lock. Tells listeners that end calls first, and users last.
   *
   * @param since when the change became known, by {@link System#nanoTime()}
   */
  void tell(PresenceChange change, long since) {
    String gone = change.gone();
    if (gone != null) {
      listeners.forEach(listener -> listener.onOffline(gone, change.retained()));
    }
    String back = change.back();
    if (back != null) {
      listeners.forEach(listener -> listener.onOnline(back, since));
    }
    ServiceInstance found = change.withContract();
    if (found != null && found.status().contract() != null) {
      String contract = found.status().contract();
      Availability service = Assessment.alone(found);
      listeners.forEach(listener -> listener.onContract(found.clientId(), contract, service));
    }
    if (change.hasEntered()) {
      listeners.forEach(PresenceListener::onAnother);
    }
    if (change.lacksConnection()) {
      listeners.forEach(PresenceListener::onConnectionMissing);
    }
    if (change.hasGoneDown()) {
      listeners.forEach(listener -> listener.onAllOffline(change.retained()));
    }
    if (change.doubted() != null) {
      tellDoubt(change.doubted());
    }
    tell(change.allBefore(), change.allAfter());
  }

  void tellDoubt(Availability service) {
    listeners.forEach(listener -> listener.onDoubt(service));
  }

  void tellPerhapsOld(boolean retained) {
    listeners.forEach(listener -> listener.onPerhapsOld(retained));
  }

  void tell(Availability before, Availability after) {
    if (before.online() != after.online()) {
      availabilityHandlers.forEach(handler -> handler.accept(after.online()));
    }
  }
}
