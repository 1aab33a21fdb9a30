/**
 * The life of one connection: connecting and connecting again, what is subscribed to and who gets
 * which message, and what is sent, waits to be sent, or is too large. {@link
 * io.mqttremoting.internal.connection.BrokerConnection} is what clients and services share.
 */
package io.mqttremoting.internal.connection;
