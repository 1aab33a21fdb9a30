package io.mqttremoting.internal.client;

import io.mqttremoting.api.Subscription;
import io.mqttremoting.internal.model.HandlerModel;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The handlers that all proxies of one interface have on one signal or property, in the order in
 * which they were added. Thread-safe.
 */
final class Handlers {
  private final String member;
  private final HandlerModel model;
  private final boolean keepsLatest;
  private final List<Registration> registrations = new CopyOnWriteArrayList<>();

  /**
   * Handlers of {@code member}. If they are too slow and messages have to be left out, the latest
   * one is kept where {@code keepsLatest}, as the value of a property needs.
   */
  Handlers(String member, HandlerModel model, boolean keepsLatest) {
    this.member = member;
    this.model = model;
    this.keepsLatest = keepsLatest;
  }

  Subscription add(ProxyScope owner, Object handler) {
    if (handler == null) {
      throw new NullPointerException("handler");
    }
    owner.checkOpen(member);
    owner.checkNotServed(handler);
    Registration registration =
        new Registration(owner, member, model.method(), handler, keepsLatest);
    registrations.add(registration);
    if (owner.isClosed()) { // meanwhile, perhaps without having seen this one
      removeAllOf(owner);
    }
    return () -> {
      registration.close();
      registrations.remove(registration);
    };
  }

  boolean isEmpty() {
    return registrations.isEmpty();
  }

  /**
   * Has each of the present handlers called, in its proxy's turn, if {@code arguments} are good.
   */
  void deliver(Received<Object[]> arguments) {
    for (Registration registration : registrations) {
      registration.deliver(arguments);
    }
  }

  void removeAllOf(ProxyScope owner) {
    registrations.removeIf(registration -> registration.closeIfOf(owner));
  }
}
