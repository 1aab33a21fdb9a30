/**
 * The client side: proxies of remote interfaces. {@link io.mqttremoting.internal.client.Clients}
 * has all clients of one connection, {@code InterfaceClientFactory} puts the client side of one
 * interface together, and {@code Members} says what the methods of a proxy do: see {@code
 * OperationClient}, {@code PropertyClient} and {@code SignalClient}. {@code InterfaceEndpoint} has
 * the subscriptions. {@link io.mqttremoting.internal.client.ProxyFactory} is the only user of Byte
 * Buddy.
 */
@NullMarked
package io.mqttremoting.internal.client;

import org.jspecify.annotations.NullMarked;
