/**
 * MQTT 3.1.1 with Eclipse Paho, and workarounds for its faults. The only package that uses Paho.
 */
@NullMarked
package io.mqttremoting.internal.transport.paho;

import org.jspecify.annotations.NullMarked;
