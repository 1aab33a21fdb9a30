/**
 * Messages to and from a broker. {@link io.mqttremoting.internal.transport.BrokerConnection} and its {@link
 * io.mqttremoting.internal.transport.Sender} are what clients and services see; {@link
 * io.mqttremoting.internal.transport.PahoTransport} is the only user of Paho.
 */
package io.mqttremoting.internal.transport;
