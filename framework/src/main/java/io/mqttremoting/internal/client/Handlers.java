package io.mqttremoting.internal.client;

import io.mqttremoting.api.Subscription;
import java.lang.reflect.Method;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The handlers that all proxies of one interface have on one signal or property, in the order in
 * which they were added. Thread-safe.
 */
final class Handlers {
  private final String member;
  private final boolean keepsLatest;
  private final List<Registration> registrations = new CopyOnWriteArrayList<>();

  /**
   * Handlers of {@code member}. If they are too slow, messages are dropped. With {@code
   * keepsLatest}, as for the values of a property, the latest message is kept.
   */
  Handlers(String member, boolean keepsLatest) {
    this.member = member;
    this.keepsLatest = keepsLatest;
  }

  /** Adds a handler, whose {@code method} is called; {@code null} is refused. */
  Subscription add(ProxyScope owner, Method method, @Nullable Object handler) {
    if (handler == null) {
      throw new NullPointerException("handler");
    }
    return add(owner, handler, received -> method.invoke(handler, received.value()));
  }

  /** Adds a handler, which {@code invocation} calls. */
  Subscription add(ProxyScope owner, Object handler, HandlerCall.Invocation invocation) {
    owner.checkOpen(member);
    owner.checkNotServed(handler);
    return join(owner, handler, invocation);
  }

  /** Adds a handler without checking whether its owner is closed. */
  Subscription join(ProxyScope owner, Object handler, HandlerCall.Invocation invocation) {
    HandlerCall.Invocation call =
        owner
            .interceptors()
            .map(interceptors -> interceptors.around(member, keepsLatest, invocation))
            .orElse(invocation);
    Registration registration = new Registration(owner, member, call, handler, keepsLatest);
    registrations.add(registration);
    if (owner.isClosed()) { // closed meanwhile, perhaps before this one was added
      removeAllOf(owner);
    }
    return () -> {
      registration.close();
      registrations.remove(registration);
    };
  }

  /** Calls the interceptors of a new proxy before its handlers. */
  Registration addInterceptors(ProxyScope owner, InterceptedCalls interceptors) {
    Registration registration =
        new Registration(
            owner,
            member,
            received -> interceptors.receive(member, keepsLatest, received, owner.log()),
            "of an interceptor",
            keepsLatest);
    registrations.add(registration);
    return registration;
  }

  /** The name of the signal or property. */
  String member() {
    return member;
  }

  boolean isEmpty() {
    return registrations.isEmpty();
  }

  /**
   * Queues a call of each handler, in its proxy's queue. The handlers are called only if the
   * payload can be decoded.
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
