/**
 * The interface to MQTT libraries: {@link io.mqttremoting.internal.transport.Transport} is one
 * connection to a broker, made by a {@link io.mqttremoting.internal.transport.TransportFactory}.
 * Also its settings, and how failures are worded.
 */
@NullMarked
package io.mqttremoting.internal.transport;

import org.jspecify.annotations.NullMarked;
