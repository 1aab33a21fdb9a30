/**
 * Calls, from their beginning to their end: what is sent where, repeated, given up and answered.
 * What calls need of their surroundings is handed in, as {@link
 * io.mqttremoting.internal.client.call.CallSender} and {@link
 * io.mqttremoting.internal.client.call.Presence}.
 */
package io.mqttremoting.internal.client.call;
