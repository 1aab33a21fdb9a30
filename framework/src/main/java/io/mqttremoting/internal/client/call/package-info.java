/**
 * Calls, from their beginning to their end. One call is {@code Call}, with its states in {@code
 * CallState}. Replies are matched to calls in {@code OpenCalls}. What a lost connection or an
 * offline service means for open calls is in {@link
 * io.mqttremoting.internal.client.call.InterfaceCalls}. {@code CallRepeater} sends calls again
 * whose replies are overdue. The caller's side, blocking or with a future, is {@link
 * io.mqttremoting.internal.client.call.RemoteOperation}.
 *
 * <p>A {@code memory} is the ID of a service's reply memory, and so of one run of that service. A
 * call that is addressed to it can be repeated safely: no other run executes it, and that run
 * executes it only once. A call that is not addressed is never repeated.
 *
 * <p>Calls use their surroundings only through {@link
 * io.mqttremoting.internal.client.call.CallSender} and {@link
 * io.mqttremoting.internal.client.call.Presence}.
 */
@NullMarked
package io.mqttremoting.internal.client.call;

import org.jspecify.annotations.NullMarked;
