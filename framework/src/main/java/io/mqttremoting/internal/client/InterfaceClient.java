package io.mqttremoting.internal.client;

import io.mqttremoting.internal.client.call.InterfaceCalls;
import io.mqttremoting.internal.client.presence.ServicePresence;
import io.mqttremoting.internal.model.InterfaceModel;

/**
 * The client side of one interface on one connection, shared by all its proxies. Thread-safe.
 *
 * @param shared what its parts share
 * @param members what the methods of proxies do
 * @param presence which services are online
 * @param calls what happens to open calls
 * @param endpoint its subscriptions, as the connection sees them
 */
record InterfaceClient(
    InterfaceModel model,
    InterfaceScope shared,
    Members members,
    ServicePresence presence,
    InterfaceCalls calls,
    InterfaceEndpoint endpoint) {

  /** A new proxy; {@code onClosed} is called when the user closes it. */
  Object newProxy(ProxyScope proxy, Runnable onClosed) {
    ClientInstance instance = new ClientInstance(proxy, shared, members, presence, onClosed);
    return ProxyFactory.of(model).newProxy(instance, members.methods(proxy));
  }

  /** Closes this after the last proxy or the connection was closed. */
  void close() {
    presence.close();
    calls.close();
  }
}
