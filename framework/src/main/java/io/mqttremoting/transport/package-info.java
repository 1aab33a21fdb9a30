/**
 * Messages to and from a broker. {@link io.mqttremoting.transport.BrokerConnection} is what clients
 * and services see; {@link io.mqttremoting.transport.PahoTransport} is the only user of Paho.
 */
package io.mqttremoting.transport;
