/**
 * What a connection to a broker has to offer, whichever MQTT library makes it: {@link
 * io.mqttremoting.internal.transport.Transport}, its settings, and how failures are worded.
 */
package io.mqttremoting.internal.transport;
