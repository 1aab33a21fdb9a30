/**
 * Typed calls, properties and signals over MQTT: {@link io.mqttremoting.MqttRemoting} is where to
 * start.
 */
package io.mqttremoting;
