/**
 * MQTT 5 with the HiveMQ client: used automatically if it is on the class path. The only package
 * that uses that client.
 */
@NullMarked
package io.mqttremoting.internal.mqtt5;

import org.jspecify.annotations.NullMarked;
