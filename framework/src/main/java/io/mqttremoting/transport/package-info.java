/**
 * Messages to and from a broker. {@link io.mqttremoting.transport.BrokerConnection} and its {@link
 * io.mqttremoting.transport.Sender} are what clients and services see; {@link
 * io.mqttremoting.transport.PahoTransport} is the only user of Paho.
 */
package io.mqttremoting.transport;
