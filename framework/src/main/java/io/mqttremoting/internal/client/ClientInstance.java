package io.mqttremoting.internal.client;

import io.mqttremoting.api.ContractModel;
import io.mqttremoting.api.Subscription;
import io.mqttremoting.internal.client.presence.ServicePresence;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * What a user can do with one proxy besides calling it. It is also the handler of the proxy's
 * {@code toString}, so that it can be found from the proxy. Thread-safe.
 */
public final class ClientInstance implements InvocationHandler {
  private final ProxyScope proxy;
  private final InterfaceScope shared;
  private final Members members;
  private final ServicePresence presence;
  private final Runnable onClosed;
  private final List<Subscription> availabilitySubscriptions = new CopyOnWriteArrayList<>();

  /**
   * The instance that belongs to {@code proxy}.
   *
   * @param onClosed called when the proxy is closed
   */
  ClientInstance(
      ProxyScope proxy,
      InterfaceScope shared,
      Members members,
      ServicePresence presence,
      Runnable onClosed) {
    this.proxy = proxy;
    this.shared = shared;
    this.members = members;
    this.presence = presence;
    this.onClosed = onClosed;
  }

  /** See {@link io.mqttremoting.ClientHandle#isAvailable()}. */
  public boolean isAvailable() {
    return shared.connection().isConnected() && presence.availability().online();
  }

  /** See {@link io.mqttremoting.ClientHandle#onAvailabilityChanged}. */
  public Subscription onAvailabilityChanged(Consumer<Boolean> handler) {
    proxy.checkOpen("_status");
    Subscription subscription =
        presence.availabilityHandlers().add(new AvailabilityHandler(proxy, handler)::onChanged);
    availabilitySubscriptions.add(subscription);
    return () -> {
      subscription.close();
      availabilitySubscriptions.remove(subscription);
    };
  }

  /** See {@link io.mqttremoting.ClientHandle#fetch}. */
  public CompletableFuture<Object> fetch(String property) {
    return members.property(property).fetch(proxy, Optional.empty());
  }

  /** See {@link io.mqttremoting.ClientHandle#awaitAvailable(Duration)}. */
  public boolean awaitAvailable(Duration timeout) throws InterruptedException {
    return presence.awaitAvailable(timeout);
  }

  /** See {@link io.mqttremoting.ClientHandle#awaitValues(Duration)}. */
  public boolean awaitValues(Duration timeout) throws InterruptedException {
    return members.awaitValues(timeout);
  }

  /** See {@link io.mqttremoting.ClientHandle#contract()}. */
  public CompletableFuture<ContractModel> contract() {
    return members.describe(proxy);
  }

  /** See {@link io.mqttremoting.ClientHandle#close()}. */
  public void close() {
    if (proxy.close()) {
      availabilitySubscriptions.forEach(Subscription::close);
      members.removeHandlersOf(proxy);
      onClosed.run();
    }
  }

  boolean isClosed() {
    return proxy.isClosed();
  }

  @Override
  public Object invoke(Object self, Method toString, Object[] none) {
    proxy.checkNotServed(null);
    return toString();
  }

  @Override
  public String toString() {
    return "client of "
        + shared.id()
        + " as "
        + shared.connection().clientId()
        + (proxy.isClosed() ? ", closed" : "");
  }
}
